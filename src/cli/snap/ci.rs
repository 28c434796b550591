//! Whether this runs where nobody looks: with `CI` in the environment, as every build service sets it.

/// Whether `CI` is set to anything but nothing, `0` or `false`.
pub fn is_set() -> bool {
    std::env::var_os("CI").is_some_and(|value| {
        let value = value.to_string_lossy();
        !(value.is_empty() || value == "0" || value.eq_ignore_ascii_case("false"))
    })
}
