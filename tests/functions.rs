//! Every example of every function gives what its record says.

use pace::analysis::{Granularity, open_text, results};
use pace::library::{EXAMPLE_ROWS, Example, functions};

fn gives(example: &Example) -> Result<(), String> {
    let plan = open_text("plan.pace", &format!("{EXAMPLE_ROWS}\nresult = {}\n", example.code));
    let plan = plan.map_err(|wrong| format!("{:?}", wrong.found))?;
    let results = results(&plan, "base", Granularity::Month).map_err(|errors| format!("{errors:?}"))?;
    let row = results.row("result").ok_or("no row")?;
    let have: Vec<String> = row
        .values
        .iter()
        .map(|value| value.map_or_else(|| "n/a".to_string(), |number| number.to_string()))
        .collect();
    let want: Vec<&str> = example.gives.split(", ").collect();
    let fits = match want.as_slice() {
        [one] => have.iter().all(|value| value == one),
        several => have.iter().zip(several).all(|(have, want)| have == want),
    };
    if fits { Ok(()) } else { Err(format!("gives {have:?}, not {want:?}")) }
}

#[test]
fn every_example_gives_what_it_says() {
    let mut wrong = Vec::new();
    for function in functions() {
        assert!(!function.examples.is_empty(), "{} has no example", function.name);
        for example in function.examples {
            wrong.extend(gives(example).err().map(|error| format!("{}: {error}", example.code)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
