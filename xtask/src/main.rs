//! Maintenance commands that are not part of the product: `cargo xtask NAME`.
fn main() {}
