//! The work of refusing a file (attack 28), counted in signature checks and not in time: that
//! is measured in a browser by `cargo xtask measure --refusal`.

use status_widget::core::signed::checks::{Checker, MAX_CHAIN_COST, MAX_STATUS_COST};
use status_widget::core::signed::verify::{MAX_FILE_BYTES, authenticate_with};

use crate::support::worst::worst_files;

#[test]
fn attack_28_the_worst_files_are_refused_after_no_more_signature_checks_than_they_may_cost() {
    for worst in worst_files() {
        assert!(worst.file.len() <= MAX_FILE_BYTES, "{}", worst.name);
        let mut checker = Checker::default();
        let refusal = authenticate_with(&worst.file, &worst.pin, &mut checker).unwrap_err();
        let what = format!("{}: {refusal:?}, {} checks", worst.name, checker.checks());
        assert!(checker.checks() <= worst.most_checks, "{what}");
        if checker.checks() > 0 {
            let most = MAX_CHAIN_COST + MAX_STATUS_COST;
            assert!(checker.cost() <= most, "{what}, cost {}", checker.cost());
        }
    }
}
