//! A second currency: amounts in it, the rate, and everything that reads both.

use pace::diagnostic::{Code, Dialect, Severity};
use serde_json::Value;

use crate::support::Plan;
use crate::support::process::Shell;

fn values(document: &Value, name: &str) -> Vec<String> {
    let row = document["rows"].as_array().and_then(|rows| rows.iter().find(|row| row["name"] == name));
    let row = row.unwrap_or_else(|| panic!("there is no row `{name}`"));
    row["values"]
        .as_array()
        .expect("values")
        .iter()
        .map(|value| value.as_str().unwrap_or("–").into())
        .collect()
}

const PLAN: &str = "months 2026-01 .. 2026-06
exchange EUR = $1.10, $1.20 from 2026-04
deal_size = €8,000
rent = €2,000/month
daily = €10/day
fees = 0, €[1, 2, 3]/month from 2026-01
mixed = 0, [€100, $50]/month from 2026-05
span = €1k to 3k
skewed = €1k to 4k likely €1k
fair = €500 once in 2026-05
rising = €1,000/month rising to €2,000/month by 2026-06
raised = 100 EUR/month growing 10% every 3 months
most = max(€100, $115)
late = delay(rent, [0%, 100%], before €100/month)
team = 3 * €50/month
stock bank { opening €50,000; loses rent }
pipeline {
  leads = 10/month
  won = 20% of leads over [100%, 0%]
  worth deal_size
  opening 10 leads
}
goal bookings >= €15k/month by 2026-06
goal total rent <= €12,000
check bank >= €10k
scenario weak { exchange EUR = $1.00 from 2026-03 }
scenario set { exchange.EUR = $2 }
scenario london { exchange GBP = $1.30; new pub = £100/month }
scenario pub { new exchange GBP = $1.30; new pub = £100/month }
scenario dollars { deal_size = $9,000 }
scenario dearer { deal_size = €9,000; rent = base + €100/month }
";

#[test]
fn amounts_count_at_the_rate_of_their_month() {
    let document = Plan::of_text(PLAN).document("base");
    assert_eq!(document["currency"], "USD");
    let expected = [
        ("exchange.EUR", "1.1 1.1 1.1 1.2 1.2 1.2"),
        ("deal_size", "8800 8800 8800 9600 9600 9600"),
        ("rent", "2200 2200 2200 2400 2400 2400"),
        // 31, 28, 31, 30, 31 and 30 days of 10 euros.
        ("daily", "341 308 341 360 372 360"),
        ("fees", "1.1 2.2 3.3 0 0 0"),
        ("mixed", "0 0 0 0 120 50"),
        // The mean of 1,000 and 3,000 euros; of 1,000, 4,000 and 1,000.
        ("span", "2200 2200 2200 2400 2400 2400"),
        ("skewed", "2200 2200 2200 2400 2400 2400"),
        ("fair", "0 0 0 0 600 0"),
        // From 1,000 at 1.10 to 2,000 at 1.20: $1,300 in five steps of 260.
        ("rising", "1100 1360 1620 1880 2140 2400"),
        ("raised", "110 110 110 132 132 132"),
        // 100 euros are $110, then $120.
        ("most", "115 115 115 120 120 120"),
        ("late", "110 2200 2200 2200 2400 2400"),
        ("team", "165 165 165 180 180 180"),
        // Opens with 50,000 at 1.10.
        ("bank", "52800 50600 48400 46000 43600 41200"),
        // Two of the ten that waited and two of January's, then two a month.
        ("bookings", "35200 17600 17600 19200 19200 19200"),
    ];
    for (row, figures) in expected {
        assert_eq!(values(&document, row).join(" "), figures, "{row}");
    }
    let goals = document["goals"].as_array().expect("goals");
    // 15,000 euros are $16,500 in January, where bookings are best; 12,000 are $14,400 in June.
    assert_eq!((&goals[0]["target"], &goals[1]["target"]), (&Value::from("16500"), &Value::from("14400")));
    assert_eq!(document["checks"][0]["status"], "held");
    assert_eq!(document["day_one"][0]["weighted"]["value"], "17600");
}

#[test]
fn a_row_of_rates_and_products_come_to_the_same() {
    let mut text = PLAN
        .split("scenario")
        .next()
        .expect("the plan")
        .replace("exchange EUR = $1.10, $1.20", "r = 1.10, 1.20");
    // Each amount in euros is so many dollars times the rate.
    for (amount, product) in [
        ("€8,000", "$8,000 * r"),
        ("€2,000/month\ndaily", "$2,000/month * r\ndaily"),
        ("€10/day", "$10/day * r"),
        ("€[1, 2, 3]/month", "[$1 * r, $2 * r, $3 * r]/month"),
        ("[€100, $50]/month", "[$100 * r, $50]/month"),
        ("€1k to 3k", "($1k to 3k) * r"),
        ("€1k to 4k likely €1k", "($1k to 4k likely $1k) * r"),
        ("€500 once", "$500 * r once"),
        ("€1,000/month rising to €2,000/month", "$1,000/month * r rising to $2,000/month * r"),
        ("100 EUR/month growing", "$100/month * r growing"),
        ("€100, $115", "$100 * r, $115"),
        ("€100/month)", "$100/month * r)"),
        ("3 * €50/month", "3 * $50/month * r"),
        ("€50,000", "$50,000 * r"),
        ("€15k/month", "$15k/month * r"),
        ("€12,000", "$12,000 * r"),
        ("€10k", "$10k * r"),
    ] {
        assert!(text.contains(amount), "{amount}");
        text = text.replace(amount, product);
    }
    let (one, other) = (Plan::of_text(PLAN).document("base"), Plan::of_text(&text).document("base"));
    for row in one["rows"].as_array().expect("rows") {
        let name = row["name"].as_str().expect("a name");
        let same = if name == "exchange.EUR" { "r" } else { name };
        assert_eq!(values(&one, name), values(&other, same), "{name}");
        if name != same {
            continue;
        }
        let roll = |document: &Value, name: &str| {
            let rows = document["rows"].as_array().expect("rows");
            let row = rows.iter().find(|row| row["name"] == name).expect("the row");
            (row["unit"].clone(), row["total"].clone())
        };
        assert_eq!(roll(&one, name), roll(&other, name), "{name}");
    }
}

#[test]
fn scenarios_change_the_rate_and_the_amounts() {
    let mut plan = Plan::of_text(PLAN);
    for (scenario, row, figures) in [
        ("weak", "rent", "2200 2200 2000 2000 2000 2000"),
        ("weak", "bank", "52800 50600 48600 46600 44600 42600"),
        ("set", "deal_size", "16000 16000 16000 16000 16000 16000"),
        ("set", "bank", "96000 92000 88000 84000 80000 76000"),
        ("london", "pub", "130 130 130 130 130 130"),
        ("pub", "pub", "130 130 130 130 130 130"),
        ("pub", "exchange.GBP", "1.3 1.3 1.3 1.3 1.3 1.3"),
        ("dollars", "deal_size", "9000 9000 9000 9000 9000 9000"),
        ("dearer", "deal_size", "9900 9900 9900 10800 10800 10800"),
        ("dearer", "rent", "2310 2310 2310 2520 2520 2520"),
    ] {
        assert_eq!(values(&plan.document(scenario), row).join(" "), figures, "{row} in {scenario}");
    }
}

#[test]
fn the_plans_currency_is_that_of_its_rates() {
    for (text, currency, x) in [
        ("deal = €8\nexchange EUR = $1.5\nx = deal", "USD", "12"),
        ("exchange USD = €0.5\nx = $8", "EUR", "4"),
        ("currency GBP\nexchange EUR = £0.5\nexchange USD = £0.75\nx = €8 + $4", "GBP", "7"),
        ("currency CAD\nexchange USD = $1.5\nx = 8 USD + $1", "CAD", "13"),
        // One sign for both ends, and it means the plan's dollars.
        ("currency CAD\nexchange USD = $1.5\nx = $1 to 3", "CAD", "2"),
        ("exchange CHF = $1.25\nx = 1k to 3k CHF", "USD", "2500"),
        ("exchange = 3\nx = exchange * 2", "USD", "6"),
    ] {
        let document = Plan::of_text(&format!("months 2\n{text}\n")).document("base");
        assert_eq!(
            (&document["currency"], &values(&document, "x")[0]),
            (&Value::from(currency), &x.to_string())
        );
    }
}

#[test]
fn what_is_no_rate_is_refused_with_what_to_write() {
    for (text, code, said) in [
        ("currency USD\nx = €8", Code::CurrencyMix, "at your rate: a line such as `exchange EUR = $1.08`"),
        ("x = $1\ny = €8\nEUR = 1.1", Code::CurrencyMix, "is a line of its own: `exchange EUR = $1.1`"),
        ("x = $1\ny = €8\neur_usd = $1.1", Code::CurrencyMix, "is a line of its own: `exchange EUR = $1.1`"),
        (
            "x = $1\nexchange EUR = €0.92",
            Code::CurrencyMix,
            "where $1 costs €0.92, one euro costs $1 over 0.92",
        ),
        ("exchange EUR = €0.92", Code::CurrencyMix, "the dollars for one euro"),
        ("currency USD\nexchange EUR = £0.9", Code::CurrencyMix, "`exchange EUR = $…`"),
        ("currency USD\nexchange USD = $1", Code::CurrencyMix, "name another currency"),
        ("currency USD\nexchange EUR = 1.08", Code::UnitMismatch, "`$1.08`"),
        ("currency USD\nexchange EUR = $1.08/month", Code::UnitMismatch, "write `$1.08`"),
        ("currency USD\nexchange EUR = 0", Code::UnitMismatch, "such as `$1.08`"),
        ("currency USD\nexchange EUR = $0", Code::BadRange, "what one of it costs"),
        ("currency USD\nexchange EUR = -$1", Code::BadRange, "what one of it costs"),
        ("currency USD\nr = $1 - $2\nexchange EUR = r", Code::BadRange, "what one of it costs"),
        ("currency USD\nexchange EUR = $1.1, $0 from M3", Code::BadRange, "what one of it costs"),
        ("exchange EUR = $1.1\nexchange EUR = $1.2", Code::DuplicateName, "take one away"),
        ("currency USD\nexchange.EUR = $1.1", Code::Syntax, "write `exchange EUR = …`"),
        ("exchange EUR = $1.1\nx: €/month = €5/month", Code::CurrencyMix, "write `$/month`"),
        ("exchange EUR = $1.1\nx = exchange.GBP", Code::UnknownName, "`exchange GBP = $1.08`"),
        ("exchange EUR = $1.1\nx = exchange EUR", Code::Syntax, "the row `exchange.EUR`"),
        ("exchange eur = $1.1", Code::Syntax, "`exchange EUR = …`"),
        ("exchange € = $1.1", Code::Syntax, "`exchange EUR = …`"),
        ("exchange EUR = $1.1\nx = €1 - 1", Code::UnitMismatch, ""),
        ("stock s { exchange EUR = $2 }", Code::Syntax, "outside of the block"),
        ("plan { 2 calls/day; exchange EUR = $2 }", Code::Syntax, "outside of the block"),
        (
            "exchange EUR = $1\nscenario s { exchange EUR = €2 }",
            Code::CurrencyMix,
            "one euro costs $1 over 2",
        ),
        ("exchange EUR = $1\nscenario s { exchange EUR = $0 }", Code::BadRange, "what one of it costs"),
        ("exchange EUR = $1\nscenario s { exchange EUR = 2 }", Code::UnitMismatch, ""),
        (
            "exchange EUR = $1\nscenario s { new exchange EUR = $2 }",
            Code::DuplicateName,
            "`exchange EUR = …`",
        ),
        ("exchange EUR = $1\na = €1\nscenario s { new x = £2 }", Code::CurrencyMix, "`exchange GBP = $1.08`"),
    ] {
        let mut plan = Plan::of_text(&format!("months 4\n{text}\n"));
        if plan.found.iter().all(|found| found.severity() != Severity::Error) {
            let scenario = if text.contains("scenario") { "s" } else { "base" };
            let settled = plan.settled.take().expect("a plan");
            plan.found = pace::analysis::results(&settled, scenario, pace::analysis::Granularity::Month)
                .expect_err(text);
        }
        let errors = plan.found.iter().filter(|found| found.severity() == Severity::Error);
        let told: Vec<(Code, String)> =
            errors.map(|found| (found.code, found.help_in(Dialect::Shell))).collect();
        assert!(told.iter().any(|(found, help)| *found == code && help.contains(said)), "{text}: {told:?}");
        assert_eq!(told.len(), 1, "{text}: {told:?}");
    }
}

#[test]
fn no_rate_is_ever_made_up() {
    for text in ["currency USD\nx = €8\n", "x = $1\ny = €8\n", "x = $1\nexchange EUR = €0.92\n"] {
        let found = Plan::of_text(text).found;
        assert!(found.iter().all(|found| found.fixes.is_empty()), "{text}: {found:?}");
    }
    let shell = Shell::new();
    shell.write("plan.pace", "months 3\nx = $8\nbills = x * 2\n");
    let ran = shell.pace(&["grid", "plan.pace", "--row", "bills", "--vary", "x=€5..€10"]);
    assert!(ran.err.contains("this plan is in USD, and has no rate for EUR"), "{}", ran.err);
}

#[test]
fn questions_tell_an_amount_in_the_currency_that_it_is_written_in() {
    let shell = Shell::new();
    shell.write("plan.pace", PLAN);
    let pace = |arguments: &[&str]| {
        let ran = shell.pace(arguments);
        assert!(ran.err.is_empty(), "{}", ran.err);
        ran.out
    };
    // $16,500 of January's 4 deals at 1.10.
    let solved = pace(&["solve", "plan.pace", "deal_size"]);
    assert!(
        solved.contains("at least €3,750") && solved.contains("`--set 'deal_size = €3,750'`"),
        "{solved}"
    );
    let solved: Value =
        serde_json::from_str(&pace(&["solve", "plan.pace", "deal_size", "--format", "json"])).expect("JSON");
    assert_eq!((&solved["unit"], &solved["current"]), (&Value::from("EUR"), &Value::from("8000")));
    let levers = pace(&["levers", "plan.pace"]);
    assert!(levers.contains("deal_size       €8,000  $31,680"), "{levers}");
    let grid = pace(&["grid", "plan.pace", "--row", "bookings", "--vary", "deal_size=€5k..€6k step €500"]);
    // 4 + 2 + 2 deals at 1.10, 6 at 1.20: 16 times the euros.
    assert!(grid.contains("€5,500   $88,000"), "{grid}");
    let explained = pace(&["explain", "plan.pace", "team", "2026-05"]);
    assert!(explained.contains("3 × €50/month × $1.20"), "{explained}");
    let why = pace(&["why", "plan.pace", "rent", "2026-04", "--vs", "2026-03"]);
    assert!(why.contains("exchange.EUR"), "{why}");
    // An amount without a name, by its place: 4 deals of it are 16,000 euros.
    shell.write(
        "place.pace",
        PLAN.replace("worth deal_size", "worth €8,000").replace("€15k/month", "€16k/month"),
    );
    let solved = pace(&["solve", "place.pace", "20:9", "--goal", "1"]);
    assert!(solved.contains("at least €4,000") && solved.contains("now      €8,000"), "{solved}");
    for set in ["deal_size = €9,000", "exchange EUR = $1.30", "exchange.EUR = $1.30", "bank.opening = $1"] {
        let ran = shell.pace(&["run", "plan.pace", "--set", set]);
        assert_eq!(ran.code == Some(0), !set.contains("bank"), "{set}: {}", ran.err);
    }
}

#[test]
fn a_session_sets_rates_brings_them_in_and_saves_them() {
    let shell = Shell::new();
    shell.write("plan.pace", "months 3\nexchange EUR = $1.25\nx = €8/month\n");
    let typed = "exchange EUR = $1.50\nexchange GBP = $2\npub = £10/month\n:diff\n:save scenario dear\n:save plan new.pace\n";
    let ran = shell.run_in(
        std::path::Path::new("."),
        env!("CARGO_BIN_EXE_pace"),
        &["repl", "plan.pace"],
        typed.as_bytes(),
    );
    assert!(ran.out.contains("+ exchange EUR = $1.50"), "{}{}", ran.out, ran.err);
    let saved = shell.read("new.pace");
    // What is new stands in the plan, what is changed in the scenario.
    for (text, scenario) in [(saved, "dear"), (shell.read("plan.pace"), "dear")] {
        let document = Plan::of_text(&text).document(scenario);
        assert_eq!(values(&document, "x"), ["12", "12", "12"], "{text}");
        assert_eq!(values(&document, "pub"), ["20", "20", "20"], "{text}");
    }
}

#[test]
fn one_form_for_all() {
    let shell = Shell::new();
    shell.write(
        "plan.pace",
        "exchange   EUR=$1.08 ,$1.10   from M4 # x\nx=€5\nscenario s{exchange\tEUR = $2}\n",
    );
    assert_eq!(shell.pace(&["fmt", "plan.pace"]).code, Some(0));
    let tidy = "exchange EUR = $1.08, $1.10 from M4  # x\nx = €5\nscenario s { exchange EUR = $2 }\n";
    assert_eq!(shell.read("plan.pace"), tidy);
}
