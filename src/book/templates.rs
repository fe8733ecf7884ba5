//! The templates in `book/templates`, and how text gets into them.

use std::io::Write;

use serde::Serialize;
use tera::{Context, Tera};

use super::BookError;
use crate::course::ContentFile;

/// The templates of the book.
pub(super) struct Templates(Tera);

impl Templates {
    /// Reads all of them.
    ///
    /// # Errors
    /// When one is broken.
    pub fn load() -> Result<Self, BookError> {
        let mut tera = Tera::new();
        tera.autoescape_on([".tera"]);
        tera.set_escape_fn(escape);
        let mut texts = Vec::new();
        for file in ContentFile::below("book/templates") {
            let name = file.path.trim_start_matches("book/templates/");
            texts.push((name, file.text().map_err(|problem| BookError::Template(tera::Error::message(problem)))?));
        }
        tera.add_raw_templates(texts)?;
        Ok(Self(tera))
    }

    /// Fills a template with the fields of a view.
    ///
    /// # Errors
    /// When the view lacks something that the template names.
    pub fn render(&self, name: &str, view: &impl Serialize) -> Result<String, BookError> {
        Ok(self.0.render(name, &Context::from_serialize(view)?)?)
    }
}

/// Writes text such that it means itself, in Markdown as well as in HTML within Markdown.
///
/// A character reference is text in both: it never opens emphasis, a link, a tag or an attribute, and a line break written as
/// one does not end a block of HTML.
fn escape(text: &str, out: &mut dyn Write) -> std::io::Result<()> {
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '"' | '\'' | '\\' | '`' | '*' | '_' | '[' | ']' | '{' | '}' | '|' | '~' | '#' | '!' | '\n' => {
                write!(out, "&#{};", u32::from(c))?;
            }
            _ => write!(out, "{c}")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_text_means_itself_in_markdown_and_in_html() {
        let text = "<b> *a* _b_ `c` [d](e) \"f\" 'g' & h | {#i} \\j\n\nk";
        let mut escaped = Vec::new();
        escape(text, &mut escaped).expect("a Vec takes all");
        let escaped = String::from_utf8(escaped).expect("UTF-8");
        let shown: String = pulldown_cmark::Parser::new(&escaped)
            .filter_map(|event| match event {
                pulldown_cmark::Event::Text(text) => Some(text.to_string()),
                _ => None,
            })
            .collect();
        assert_eq!(shown, text);
    }

    #[test]
    fn every_template_can_be_read() {
        Templates::load().expect("the templates are well formed");
    }
}
