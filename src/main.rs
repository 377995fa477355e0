//! Arguments, error reports, dispatch.

use std::process::ExitCode;

fn main() -> ExitCode {
    match ganjiao::cli::main() {
        Ok(code) => code,
        Err(error) if ganjiao::cli::unread(&error) => ExitCode::SUCCESS,
        Err(error) => {
            ganjiao::cli::complain(&error);
            ExitCode::FAILURE
        }
    }
}
