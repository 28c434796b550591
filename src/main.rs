//! The `pace` command: everything is in the library, where it can be tested.

fn main() -> std::process::ExitCode {
    pace::cli::main()
}
