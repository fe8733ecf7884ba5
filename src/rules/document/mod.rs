//! Syntax and shape, for every kind of document. What reports them is the parser and `lint::shape`.

mod duplicate_key;
mod invalid_suppression;
mod invalid_syntax;
mod missing_field;
mod suppression_without_reason;
mod unknown_field;
mod unknown_value;
mod unused_suppression;
mod value_out_of_bounds;
mod wrong_type;

pub use duplicate_key::DUPLICATE_KEY;
pub use invalid_suppression::INVALID_SUPPRESSION;
pub use invalid_syntax::INVALID_SYNTAX;
pub use missing_field::MISSING_FIELD;
pub use suppression_without_reason::SUPPRESSION_WITHOUT_REASON;
pub use unknown_field::UNKNOWN_FIELD;
pub use unknown_value::UNKNOWN_VALUE;
pub use unused_suppression::UNUSED_SUPPRESSION;
pub use value_out_of_bounds::VALUE_OUT_OF_BOUNDS;
pub use wrong_type::WRONG_TYPE;
