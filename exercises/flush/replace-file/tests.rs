//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-create-new.rs"]
mod wrong_create_new;
#[path = "wrong-in-place.rs"]
mod wrong_in_place;
#[path = "wrong-left-behind.rs"]
mod wrong_left_behind;
#[path = "wrong-removed-first.rs"]
mod wrong_removed_first;

crate::exercise! {
    "flush/replace-file", exercises::replace_file::check, save,
    start solution wrong_create_new wrong_in_place wrong_left_behind
    wrong_removed_first
}
