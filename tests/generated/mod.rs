//! Plans that proptest makes up, and second opinions on what they come to.

pub mod calendar;
pub mod float;
pub mod pipeline;
pub mod table;
