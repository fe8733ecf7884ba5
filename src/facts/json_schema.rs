//! The form of a document as a JSON Schema, for editors and other validators.

use serde_json::{Map, Value, json};

use super::Shape;

/// A JSON Schema (draft 2020-12) of a form; `title` is what an editor shows.
///
/// It says what the API says: members that only AWS prints are allowed with any value, `null` stands for an unset member, numbers
/// may be written as text where tools convert them.
pub fn json_schema(shape: &Shape, title: &str) -> Value {
    let mut schema = schema_of(shape);
    if let Some(members) = schema.as_object_mut() {
        members.insert("$schema".to_string(), json!("https://json-schema.org/draft/2020-12/schema"));
        members.insert("title".to_string(), json!(title));
    }
    schema
}

fn schema_of(shape: &Shape) -> Value {
    match shape {
        Shape::Structure(members) => {
            let properties: Map<String, Value> =
                members.iter().map(|member| (member.name.to_string(), nullable(member.shape, member.required))).collect();
            let required: Vec<&str> = members.iter().filter(|member| member.required).map(|member| member.name).collect();
            let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
            if !required.is_empty() {
                schema["required"] = json!(required);
            }
            schema
        }
        Shape::List { item, max } => {
            let mut schema = json!({"type": "array", "items": schema_of(item)});
            if *max < usize::MAX {
                schema["maxItems"] = json!(max);
            }
            schema
        }
        Shape::Map(value) => json!({"type": "object", "additionalProperties": schema_of(value)}),
        Shape::String { values, strict, min, max, pattern } => {
            let mut schema = json!({"type": if *strict { json!("string") } else { json!(["string", "number"]) }});
            if !values.is_empty() {
                schema["enum"] = json!(values);
            }
            if *min > 0 {
                schema["minLength"] = json!(min);
            }
            if *max < usize::MAX {
                schema["maxLength"] = json!(max);
            }
            if !pattern.is_empty() {
                schema["pattern"] = json!(format!("^(?:{pattern})$"));
            }
            schema
        }
        Shape::Integer { min, max, .. } => {
            let mut number = json!({"type": "integer"});
            if *min > i64::MIN {
                number["minimum"] = json!(min);
            }
            if *max < i64::MAX {
                number["maximum"] = json!(max);
            }
            number
        }
        Shape::Number => json!({"type": "number"}),
        Shape::Boolean => json!({"type": "boolean"}),
        Shape::Either(first, second) => json!({"anyOf": [schema_of(first), schema_of(second)]}),
        Shape::Any | Shape::Output => json!(true),
    }
}

/// AWS prints unset members as null; ECR alone refuses that in a lifecycle policy.
fn nullable(shape: &Shape, required: bool) -> Value {
    let strict = |shape: &Shape| matches!(shape, Shape::String { strict: true, .. });
    let refuses_null = match shape {
        Shape::List { item, .. } => strict(item),
        shape => strict(shape),
    };
    match shape {
        Shape::Any | Shape::Output => json!(true),
        _ if required || refuses_null => schema_of(shape),
        _ => json!({"anyOf": [schema_of(shape), {"type": "null"}]}),
    }
}
