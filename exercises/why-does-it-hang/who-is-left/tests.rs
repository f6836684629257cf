//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-all-names.rs"]
mod wrong_all_names;
#[path = "wrong-first-tick.rs"]
mod wrong_first_tick;
#[path = "wrong-given-up.rs"]
mod wrong_given_up;
#[path = "wrong-late-return.rs"]
mod wrong_late_return;
#[path = "wrong-new-period.rs"]
mod wrong_new_period;

crate::exercise! {
    "why-does-it-hang/who-is-left", exercises::who_is_left::check, all,
    start solution wrong_all_names wrong_first_tick wrong_given_up wrong_late_return wrong_new_period
}
