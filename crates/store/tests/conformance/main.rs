//! Runs every method of the store on both databases, each case on a database of its own.
//!
//! `scripts/test` starts the `PostgreSQL` server and names it in `DOORWARD_TEST_POSTGRES`.
#![cfg(test)]

mod accounts;
mod changes;
mod contention;
mod deliveries;
mod dry_runs;
mod factors;
mod faults;
mod guests;
mod invitations;
mod linking;
mod logins;
mod moderation;
mod opening;
mod origins;
mod outbox;
mod passkeys;
mod people;
mod place;
mod records;
mod samples;
mod sessions;
mod sweeping;
mod tokens;

/// Makes two tests of each case, one on each database.
macro_rules! on_both {
    ($($module:ident { $($case:ident,)+ })+) => {
        mod sqlite {
            $(mod $module {
                use crate::place::Place;
                $(on_both!(case $module $case Place::sqlite());)+
            })+
        }
        mod postgres {
            $(mod $module {
                use crate::place::Place;
                $(on_both!(case $module $case Place::postgres().await);)+
            })+
        }
    };
    (case $module:ident $case:ident $place:expr) => {
        #[tokio::test]
        async fn $case() {
            let place = $place;
            let store = place.open().await;
            crate::$module::$case(&store).await;
            store.close().await;
            place.remove().await;
        }
    };
}

on_both! {
    accounts {
        every_statement_can_be_prepared,
        a_new_account_is_found_by_id_and_by_address,
        an_account_needs_neither_address_nor_password,
        an_address_belongs_to_one_account,
        a_refused_account_leaves_nothing_behind,
        only_the_first_account_becomes_administrator,
        a_deleted_administrator_leaves_the_role_to_nobody_until_all_are_gone,
        an_account_that_must_be_the_first_is_refused_when_one_exists,
        accounts_are_listed_page_by_page,
        an_account_remembers_the_language_of_its_person,
        a_password_is_replaced_only_while_it_is_the_expected_one,
        a_profile_follows_but_never_takes_an_address,
        a_profile_is_replaced_only_while_it_is_the_expected_one,
        deleting_an_account_deletes_its_sessions_and_links,
    }
    deliveries {
        one_node_tells_at_a_time,
        every_event_after_the_beginning_is_told_once_and_in_order,
        what_waits_is_counted_as_far_as_is_asked,
    }
    dry_runs {
        a_ticket_is_opened_once_and_its_report_is_read_once,
        what_nobody_came_back_for_is_swept,
    }
    sessions {
        a_session_is_found_with_its_account,
        nobody_gets_a_session_for_an_account_that_is_gone,
        no_session_begins_with_a_password_that_was_changed_meanwhile,
        an_account_without_a_password_is_not_opened_by_one,
        sessions_are_listed_last_used_first,
        ending_a_session_needs_its_owner,
        all_sessions_but_one_can_be_ended,
        a_token_rotates_once_and_its_family_moves_on,
        a_session_remembers_the_last_proof_of_its_person,
        touching_moves_the_time_forward_only,
    }
    origins {
        a_session_remembers_where_it_comes_from,
        the_origins_of_an_account_are_those_of_its_sessions,
        one_session_of_a_provider_ends_what_stands_on_it,
        a_person_of_a_provider_loses_every_session_that_it_vouched_for,
        a_logout_counts_once_and_ends_what_it_names,
        a_sign_in_under_way_learns_that_its_session_was_ended,
        a_provider_may_not_end_the_session_of_another_person,
        failures_are_counted_from_the_first_one_until_the_next_success,
        tokens_are_replaced_only_while_they_are_the_expected_ones,
        groups_are_replaced_with_the_tokens_or_not_at_all,
        a_refused_token_ends_its_session_only_while_it_is_the_kept_one,
        of_many_that_would_renew_one_session_one_may,
        a_turn_is_one_callers_until_it_is_given_back_or_over,
        of_two_versions_of_somebody_the_newer_one_is_heard,
        what_is_spent_is_spent_once_in_its_realm,
    }
    sweeping {
        ended_and_idle_sessions_are_swept_and_live_ones_stay,
        stale_logins_are_swept_beyond_one_slice,
        what_was_spent_long_ago_is_swept,
    }
    guests {
        a_guest_is_found_until_the_visit_is_ended,
        guests_are_listed_newest_first_and_ended_together,
        guests_whose_time_is_over_are_swept,
    }
    outbox {
        a_letter_is_one_senders_until_it_is_sent,
        whose_turn_is_over_changes_nothing,
        letters_are_put_back_given_up_and_revived,
        letters_given_up_long_ago_are_swept,
        of_many_senders_each_letter_has_one,
        letters_go_with_their_account,
        a_letter_and_its_token_are_kept_together,
    }
    invitations {
        an_invitation_is_redeemed_with_the_account_or_not_at_all,
        what_is_over_taken_back_or_for_somebody_else_is_not_redeemed,
        of_a_hundred_that_redeem_one_invitation_one_does,
        a_deleted_person_is_forgotten_by_invitations,
        invitations_are_swept_a_month_after_their_end,
        whoever_waits_gets_no_session_and_the_first_does_not_wait,
        the_last_administrator_is_not_made_to_wait,
        approvals_and_withdrawals_take_turns,
    }
    linking {
        a_link_leads_to_its_account,
        only_the_link_that_made_an_account_is_its_founding_one,
        a_link_belongs_to_one_account,
        a_link_that_a_session_asked_for_ends_the_session,
        a_pending_link_is_settled_once,
        a_pending_link_ends_with_its_time_and_with_its_account,
        the_last_way_in_is_not_removed,
    }
    logins {
        a_login_is_spent_once,
        a_handle_is_never_used_twice,
        a_login_remembers_what_it_was_begun_for,
    }
    moderation {
        a_banned_person_has_no_session_and_gets_none_until_it_ends,
        of_several_bans_the_longest_counts_until_it_is_lifted,
        bans_are_listed_newest_first_and_by_whom_they_strike,
        scores_add_up_until_they_are_forgotten,
        of_scores_that_are_added_at_once_none_is_lost,
        of_bans_made_and_lifted_at_once_the_longest_counts,
    }
    records {
        a_fact_is_claimed_once_and_stated_anew,
        the_set_up_link_goes_with_the_first_account,
        events_are_told_newest_first,
        events_are_read_page_by_page_and_none_twice,
        old_events_are_swept,
        what_a_person_typed_comes_back_as_it_was,
    }
    people {
        people_are_found_by_how_a_word_of_theirs_begins,
        a_search_keeps_to_role_and_state,
        somebody_is_found_by_what_they_are_called_now,
        the_last_administrator_stays,
        one_administrator_follows_another,
        of_administrators_who_remove_each_other_one_remains,
        what_is_switched_off_or_deleted_leaves_no_session_and_no_address,
    }
    contention {
        of_a_hundred_rotations_of_one_token_one_succeeds,
        of_sixteen_first_registrations_one_becomes_administrator,
        of_sixteen_that_must_be_first_one_is_made,
        of_a_hundred_that_spend_one_login_one_gets_it,
        of_many_that_claim_one_fact_one_gets_it,
        jobs_that_fail_do_not_hurt_their_neighbours,
        sessions_and_the_deletion_of_their_account_do_not_fail_each_other,
        a_reset_beats_sign_ins_with_the_old_password,
        of_two_that_remove_the_last_two_links_one_is_refused,
        of_a_hundred_that_settle_one_link_one_does,
    }
    factors {
        a_code_counts_once_and_for_the_app_that_made_it,
        a_trusted_browser_is_used_and_forgotten_one_by_one,
        the_last_authenticator_app_stays_where_a_factor_is_required,
        recovery_codes_stay_for_as_long_as_a_factor_does,
        of_two_that_remove_the_last_two_factors_one_is_refused,
        a_reset_takes_passkeys_and_sessions_too,
    }
    tokens {
        a_token_is_found_as_it_was_kept_and_a_new_one_voids_it,
        a_reset_changes_the_password_once_and_ends_every_session,
        a_token_ends_with_its_time_and_with_its_account,
        an_address_is_verified_as_long_as_it_is_the_accounts,
        an_address_is_never_changed_to_a_taken_one,
        an_address_changes_once_and_only_from_what_it_was,
        a_former_address_is_held_while_it_can_be_taken_back,
        a_change_is_undone_from_the_first_address_after_two_changes,
        undoing_a_change_voids_what_came_after_it,
        an_undone_change_leaves_a_thief_nothing,
        an_undone_change_takes_the_thiefs_authenticator_away,
        what_was_asked_before_an_undo_adds_nothing_after_it,
        an_undone_change_leaves_the_address_for_a_day,
        a_held_address_makes_no_account,
        a_held_address_is_nobody_elses,
        only_the_operators_link_forgives_wrong_codes,
        of_a_hundred_that_redeem_one_token_one_does,
    }
    passkeys {
        a_passkey_belongs_to_one_account_which_has_only_so_many,
        a_use_counts_only_if_the_counter_has_gone_on,
        a_session_ends_with_the_passkey_that_opened_it,
        a_passkey_is_renamed_and_removed_by_its_owner_only,
        the_last_passkey_stays_where_nothing_else_opens_the_account,
        a_passkey_beside_a_password_goes,
        the_last_factor_stays_where_one_is_required,
        of_two_that_remove_the_last_two_ways_one_is_refused,
        a_ceremony_is_spent_once_by_whom_it_is_bound_to,
    }
    opening {
        a_closed_store_refuses_politely,
    }
}
