//! `tandem openapi`: the description of the HTTP API.

use crate::failure::Failure;
use crate::output::Output;

pub fn run(output: &mut Output) -> Result<(), Failure> {
    let document = server::openapi()
        .to_pretty_json()
        .map_err(|error| Failure::internal("the API's description could not be written", &error))?;
    output.answer(&format!("{document}\n"))
}
