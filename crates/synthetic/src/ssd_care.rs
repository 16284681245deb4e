//! A family's records as rows of the Standard Safeguarding Dataset: care, and the people themselves.

use crate::almanac::{Day, NEVER};
use crate::error::Error;
use crate::json;
use crate::records::{Child, Family, Leaver};
use crate::sheet::{AsTheyAre, Cell, Sink};
use crate::ssd::Writer;

/// Days for which a care leaver still shows after the help has ended.
const LINGERS: i32 = 120;

impl Writer<'_> {
    pub(crate) fn care(&mut self, family: &Family, out: &mut dyn Sink) -> Result<(), Error> {
        let view = self.view;
        let mut periods = Vec::new();
        let mut in_care: Vec<usize> = Vec::new();
        for care in family.care.iter().filter(|care| view.care(care)) {
            periods.push(care.id);
            if !in_care.contains(&care.child) {
                in_care.push(care.child);
            }
            let person = self.person(family, care.child);
            let referral = family.referrals.iter().find(|r| r.id == care.referral).filter(|r| view.referral(r));
            let iro = care.iro.iter().copied().filter(|&day| day <= view.day).max();
            for episode in care.episodes.iter().filter(|episode| episode.start <= view.day) {
                let ended = view.come(episode.end);
                out.row(
                    "ssd_cla_episodes",
                    &[
                        ("clae_cla_episode_id", Cell::Id(episode.id)),
                        ("clae_person_id", person),
                        ("clae_cla_episode_start_date", Cell::Date(episode.start)),
                        ("clae_cla_episode_start_reason", Cell::Text(episode.reason)),
                        ("clae_cla_primary_need_code", Cell::Text(care.need)),
                        ("clae_cla_episode_ceased_date", view.date(episode.end)),
                        ("clae_cla_episode_ceased_reason", Cell::text(ended.then_some(episode.ceased))),
                        ("clae_cla_id", Cell::Id(care.id)),
                        ("clae_referral_id", Cell::id(referral.map(|r| r.id))),
                        ("clae_cla_placement_id", Cell::Id(episode.placement)),
                        ("clae_entered_care_date", Cell::Date(care.entered)),
                        ("clae_cla_last_iro_contact_date", Cell::some_by(iro, view.day)),
                    ],
                )?;
            }
            for placement in care.placements.iter().filter(|placement| placement.start <= view.day) {
                let ended = view.come(placement.end);
                let urn = (placement.urn > 0).then_some(u64::from(placement.urn));
                out.row(
                    "ssd_cla_placement",
                    &[
                        ("clap_cla_placement_id", Cell::Id(placement.id)),
                        ("clap_cla_placement_start_date", Cell::Date(placement.start)),
                        ("clap_cla_placement_type", Cell::Text(placement.kind)),
                        ("clap_cla_placement_urn", Cell::id(urn)),
                        ("clap_cla_placement_distance", Cell::Decimal(i64::from(placement.distance) * 1_000)),
                        ("clap_cla_id", Cell::Id(care.id)),
                        ("clap_cla_placement_provider", Cell::Text(placement.provider)),
                        ("clap_cla_placement_postcode", Cell::Text(&placement.postcode)),
                        ("clap_cla_placement_end_date", view.date(placement.end)),
                        ("clap_cla_placement_change_reason", Cell::text(ended.then_some(placement.change))),
                        ("clap_person_id", person),
                    ],
                )?;
            }
            for status in care.statuses.iter().filter(|status| status.start <= view.day) {
                out.row(
                    "ssd_legal_status",
                    &[
                        ("lega_legal_status_id", Cell::Id(status.id)),
                        ("lega_person_id", person),
                        ("lega_legal_status", Cell::Text(status.code)),
                        ("lega_legal_status_start_date", Cell::Date(status.start)),
                        ("lega_legal_status_end_date", view.date(status.end)),
                    ],
                )?;
            }
            for plan in care.plans.iter().filter(|plan| plan.start <= view.day) {
                let json = self.texts.flags(json::CARE_PLAN, plan.option);
                out.row(
                    "ssd_cla_care_plan",
                    &[
                        ("lacp_table_id", Cell::Id(plan.id)),
                        ("lacp_person_id", person),
                        ("lacp_cla_care_plan_start_date", Cell::Date(plan.start)),
                        ("lacp_cla_care_plan_end_date", view.date(plan.end)),
                        ("lacp_cla_care_plan_json", Cell::Text(json)),
                    ],
                )?;
            }
            if let Some(way) = &care.permanence {
                let by = |day: Option<Day>| Cell::some_by(day, view.day);
                let placed = way.placed.is_some_and(|day| view.come(day));
                let granted = way.granted.is_some_and(|day| view.come(day) && day <= care.ceased);
                let begun = way.decided.or(way.granted.filter(|_| granted)).is_some_and(|day| view.come(day));
                if begun {
                    let worker = self.worker(way.worker);
                    out.row(
                        "ssd_permanence",
                        &[
                            ("perm_table_id", Cell::Id(way.id)),
                            ("perm_person_id", person),
                            ("perm_cla_id", Cell::Id(care.id)),
                            ("perm_adm_decision_date", by(way.decided)),
                            ("perm_placement_order_date", by(way.order)),
                            ("perm_placed_for_adoption_date", by(way.placed)),
                            ("perm_matched_date", by(way.matched)),
                            ("perm_adopted_by_carer_flag", if placed { Cell::yes(way.by_carer) } else { Cell::Null }),
                            ("perm_placed_ffa_cp_date", by(way.foster_first)),
                            ("perm_decision_reversed_date", by(way.reversed)),
                            (
                                "perm_decision_reversed_reason",
                                Cell::text(way.reversed.filter(|&d| view.come(d)).map(|_| "RD3")),
                            ),
                            ("perm_permanence_order_date", if granted { by(way.granted) } else { Cell::Null }),
                            ("perm_permanence_order_type", Cell::text(granted.then_some(way.kind))),
                            ("perm_adoption_worker_id", worker),
                        ],
                    )?;
                }
            }
        }
        self.care_work(family, &periods, out)?;
        self.care_people(family, &in_care, out)?;
        self.leavers(family, out)
    }

    fn care_work(&mut self, family: &Family, periods: &[u64], out: &mut dyn Sink) -> Result<(), Error> {
        let view = self.view;
        for visit in family.care_visits.iter().filter(|visit| view.entered(visit.day, visit.stood)) {
            let under = visit.under.filter(|under| periods.contains(under));
            out.row(
                "ssd_cla_visits",
                &[
                    ("clav_cla_visit_id", Cell::Id(visit.id)),
                    ("clav_cla_id", Cell::id(under)),
                    ("clav_person_id", self.person(family, visit.child)),
                    ("clav_cla_visit_date", Cell::Date(visit.day)),
                    ("clav_cla_visit_seen", Cell::yes(visit.seen)),
                    ("clav_cla_visit_seen_alone", Cell::yes(visit.alone)),
                ],
            )?;
        }
        for review in &family.care_reviews {
            if !periods.contains(&review.under) || !review.stood.on(view.day) {
                continue;
            }
            let held = view.come(review.held);
            let due = self.due(review);
            out.row(
                "ssd_cla_reviews",
                &[
                    ("clar_cla_review_id", Cell::Id(review.id)),
                    ("clar_cla_id", Cell::Id(review.under)),
                    ("clar_cla_review_due_date", due),
                    ("clar_cla_review_date", view.date(review.held)),
                    ("clar_cla_review_cancelled", Cell::yes(review.cancelled)),
                    (
                        "clar_cla_review_participation",
                        Cell::text((held && !review.cancelled).then_some(review.participation)),
                    ),
                    ("clar_cla_person_id", self.person(family, review.child)),
                ],
            )?;
        }
        for check in family.health.iter().filter(|check| view.event(check.day)) {
            out.row(
                "ssd_cla_health",
                &[
                    ("clah_health_check_id", Cell::Id(check.id)),
                    ("clah_person_id", self.person(family, check.child)),
                    ("clah_health_check_type", Cell::Text(check.kind)),
                    ("clah_health_check_date", Cell::Date(check.day)),
                    ("clah_health_check_status", Cell::Text(check.status)),
                ],
            )?;
        }
        for score in family.scores.iter().filter(|score| view.event(score.day)) {
            out.row(
                "ssd_sdq_scores",
                &[
                    ("csdq_table_id", Cell::Id(score.id)),
                    ("csdq_person_id", self.person(family, score.child)),
                    ("csdq_sdq_completed_date", Cell::Date(score.day)),
                    ("csdq_sdq_reason", Cell::text(score.score.is_none().then_some("SDQ2"))),
                    ("csdq_sdq_score", score.score.map_or(Cell::Null, |score| Cell::Integer(i64::from(score)))),
                ],
            )?;
        }
        for missing in family.missing.iter().filter(|missing| view.span(missing.start, missing.end)) {
            let back = view.come(missing.end);
            out.row(
                "ssd_missing",
                &[
                    ("miss_table_id", Cell::Id(missing.id)),
                    ("miss_person_id", self.person(family, missing.child)),
                    ("miss_missing_episode_start_date", Cell::Date(missing.start)),
                    ("miss_missing_episode_type", Cell::Text(missing.kind)),
                    ("miss_missing_episode_end_date", view.date(missing.end)),
                    ("miss_missing_rhi_offered", if back { Cell::yes(missing.offered) } else { Cell::Null }),
                    ("miss_missing_rhi_accepted", if back { Cell::yes(missing.accepted) } else { Cell::Null }),
                ],
            )?;
        }
        for crime in family.convictions.iter().filter(|crime| view.event(crime.day)) {
            out.row(
                "ssd_cla_convictions",
                &[
                    ("clac_cla_conviction_id", Cell::Id(crime.id)),
                    ("clac_person_id", self.person(family, crime.child)),
                    ("clac_cla_conviction_date", Cell::Date(crime.day)),
                    ("clac_cla_conviction_offence", Cell::Text(crime.what)),
                ],
            )?;
        }
        for misuse in family.misuse.iter().filter(|misuse| view.event(misuse.day)) {
            out.row(
                "ssd_cla_substance_misuse",
                &[
                    ("clas_substance_misuse_id", Cell::Id(misuse.id)),
                    ("clas_person_id", self.person(family, misuse.child)),
                    ("clas_substance_misuse_date", Cell::Date(misuse.day)),
                    ("clas_substance_misused", Cell::Text(misuse.what)),
                    ("clas_intervention_received", Cell::yes(misuse.helped)),
                ],
            )?;
        }
        Ok(())
    }

    fn care_people(&mut self, family: &Family, in_care: &[usize], out: &mut dyn Sink) -> Result<(), Error> {
        let view = self.view;
        for &child in in_care {
            let id = family.children[child].id;
            let person = Cell::Id(id);
            let mut more = AsTheyAre(&mut *out);
            let out: &mut dyn Sink = match family.children[child].before.is_some_and(|old| in_care.contains(&old)) {
                true => &mut more,
                false => &mut *out,
            };
            let checked = family.health.iter().filter(|h| h.child == child && view.come(h.day)).map(|h| h.day).max();
            let up_to_date = id % 9 != 4;
            out.row(
                "ssd_cla_immunisations",
                &[
                    ("clai_person_id", person),
                    ("clai_immunisations_status", Cell::yes(up_to_date)),
                    ("clai_immunisations_status_date", Cell::some_by(checked, view.day)),
                ],
            )?;
            let before = match id % 60 {
                7 => Some(("P1", "zz/05/2014")),
                19 | 41 => Some(("P2", "zz/zz/2016")),
                _ => None,
            };
            out.row(
                "ssd_cla_previous_permanence",
                &[
                    ("lapp_table_id", person),
                    ("lapp_person_id", person),
                    ("lapp_previous_permanence_order_date", Cell::text(before.map(|(_, day)| day))),
                    ("lapp_previous_permanence_option", Cell::Text(before.map_or("Z1", |(option, _)| option))),
                    ("lapp_previous_permanence_la", Cell::text(before.map(|_| "Wharfmere"))),
                ],
            )?;
        }
        Ok(())
    }

    fn leavers(&mut self, family: &Family, out: &mut dyn Sink) -> Result<(), Error> {
        for (place, leaver) in family.leavers.iter().enumerate() {
            let later = family.leavers[place + 1..].iter().any(|l| l.child == leaver.child && l.from <= self.view.day);
            let Some(status) = status(leaver, &family.children[leaver.child], self.view.day).filter(|_| !later) else {
                continue;
            };
            let left = self.view.come(leaver.left);
            let after = |code: &'static str| Cell::text(left.then_some(code));
            let contact = leaver.from.max(self.view.day - leaver.contact_gap);
            let plan = leaver.from.max(self.view.day - leaver.plan_gap);
            let adviser = &self.workforce.workers[leaver.adviser];
            out.row(
                "ssd_care_leavers",
                &[
                    ("clea_table_id", Cell::Id(leaver.id)),
                    ("clea_person_id", self.person(family, leaver.child)),
                    ("clea_care_leaver_eligibility", Cell::Text(status)),
                    ("clea_care_leaver_in_touch", Cell::Text(leaver.in_touch)),
                    ("clea_care_leaver_latest_contact", Cell::Date(contact)),
                    ("clea_care_leaver_accommodation", after(leaver.accommodation)),
                    ("clea_care_leaver_accom_suitable", after(leaver.suitable)),
                    ("clea_care_leaver_activity", after(leaver.activity)),
                    ("clea_pathway_plan_review_date", Cell::Date(plan)),
                    ("clea_care_leaver_personal_advisor", Cell::Text(&adviser.name)),
                    ("clea_care_leaver_allocated_team", self.team(leaver.team)),
                    ("clea_care_leaver_worker_id", Cell::Text(&adviser.id)),
                ],
            )?;
        }
        Ok(())
    }

    pub(crate) fn people(&mut self, family: &Family, out: &mut dyn Sink) -> Result<(), Error> {
        let view = self.view;
        for (place, child) in family.children.iter().enumerate() {
            if self.second_shown[place]
                && let Some((second, merged)) = child.merged
            {
                person(child, Cell::Id(second), view.day, out)?;
                // After a merge, the standard's own rows follow the record that was kept.
                self.shown[place] |= view.day >= merged;
            }
            if !self.shown[place] {
                continue;
            }
            // Where both records of an adopted child show, there are rows more than without an adoption.
            let mut more = AsTheyAre(&mut *out);
            let out: &mut dyn Sink = match child.before.is_some_and(|old| self.shown[old]) {
                true => &mut more,
                false => &mut *out,
            };
            let id = Cell::Id(child.id);
            person(child, id, view.day, out)?;
            let of = child.home.as_ref().map_or(family.id, |home| home.family);
            let key = child.id * 4;
            out.row("ssd_family", &[("fami_table_id", id), ("fami_family_id", Cell::Id(of)), ("fami_person_id", id)])?;
            self.address(family, child, out)?;
            if child.disabilities.is_empty() {
                out.row(
                    "ssd_disability",
                    &[
                        ("disa_person_id", id),
                        ("disa_table_id", Cell::Id(key)),
                        ("disa_disability_code", Cell::Text("NONE")),
                    ],
                )?;
            }
            for (n, code) in child.disabilities.iter().enumerate() {
                let key = Cell::Id(key + n as u64);
                out.row(
                    "ssd_disability",
                    &[("disa_person_id", id), ("disa_table_id", key), ("disa_disability_code", Cell::Text(code))],
                )?;
            }
            if let Some(from) = child.asylum {
                out.row(
                    "ssd_immigration_status",
                    &[
                        ("immi_person_id", id),
                        ("immi_immigration_status_id", id),
                        ("immi_immigration_status", Cell::Text("UASC")),
                        ("immi_immigration_status_start_date", Cell::Date(from)),
                    ],
                )?;
            }
            if let Some(from) = child.ehcp.filter(|&from| view.come(from)) {
                out.row(
                    "ssd_send",
                    &[("send_table_id", id), ("send_upn", Cell::Id(upn(child))), ("send_person_id", id)],
                )?;
                let asked = from - 130;
                out.row(
                    "ssd_ehcp_requests",
                    &[
                        ("ehcr_ehcp_request_id", id),
                        ("ehcr_send_table_id", id),
                        ("ehcr_ehcp_req_date", Cell::Date(asked)),
                        ("ehcr_ehcp_req_outcome_date", Cell::Date(asked + 40)),
                        ("ehcr_ehcp_req_outcome", Cell::Text("Y")),
                    ],
                )?;
                out.row(
                    "ssd_ehcp_assessment",
                    &[
                        ("ehca_ehcp_assessment_id", id),
                        ("ehca_ehcp_request_id", id),
                        ("ehca_ehcp_assessment_outcome_date", Cell::Date(from - 20)),
                        ("ehca_ehcp_assessment_outcome", Cell::Text("Y")),
                    ],
                )?;
                out.row(
                    "ssd_ehcp_named_plan",
                    &[
                        ("ehcn_named_plan_id", id),
                        ("ehcn_ehcp_asmt_id", id),
                        ("ehcn_named_plan_start_date", Cell::Date(from)),
                    ],
                )?;
                let reviewed = from + (view.day - from) / 365 * 365;
                out.row(
                    "ssd_ehcp_active_plans",
                    &[
                        ("ehcp_active_ehcp_id", id),
                        ("ehcp_ehcp_request_id", id),
                        ("ehcp_active_ehcp_last_review_date", Cell::Date(reviewed)),
                    ],
                )?;
                out.row(
                    "ssd_sen_need",
                    &[
                        ("senn_table_id", id),
                        ("senn_active_ehcp_id", id),
                        ("senn_active_ehcp_need_type", Cell::Text("ASD")),
                        ("senn_active_ehcp_need_rank", Cell::Text("1")),
                    ],
                )?;
            }
            if child.former_upn {
                out.row(
                    "ssd_linked_identifiers",
                    &[
                        ("link_table_id", id),
                        ("link_person_id", id),
                        ("link_identifier_type", Cell::Text("Former unique pupil number")),
                        ("link_identifier_value", Cell::Id(upn(child) + 1)),
                    ],
                )?;
            }
        }
        Ok(())
    }

    fn address(&mut self, family: &Family, child: &Child, out: &mut dyn Sink) -> Result<(), Error> {
        let view = self.view;
        let (street, house, postcode, moved) = match &child.home {
            Some(home) => (home.street, home.house, &home.postcode, &home.moved),
            None => (family.street, family.house, &family.postcode, &family.moved),
        };
        let moved = moved.as_ref().filter(|(day, _)| *day <= view.day && *day > child.known);
        let mut homes = vec![(child.known, moved.map(|(day, _)| *day), house, postcode)];
        if let Some((day, postcode)) = moved {
            homes.push((*day, None, house + 3, postcode));
        }
        for (n, (from, to, house, postcode)) in homes.into_iter().enumerate() {
            let json = format!("{{\"HOUSE\":\"{house}\",\"STREET\":\"{street}\",\"TOWN\":\"Wharfmere\"}}");
            out.row(
                "ssd_address",
                &[
                    ("addr_table_id", Cell::Id(child.id * 2 + n as u64)),
                    ("addr_address_json", Cell::Text(&json)),
                    ("addr_person_id", Cell::Id(child.id)),
                    ("addr_address_type", Cell::Text("Home")),
                    ("addr_address_start_date", Cell::Date(from.min(view.day))),
                    ("addr_address_end_date", Cell::some_by(to, view.day)),
                    ("addr_address_postcode", Cell::Text(postcode)),
                ],
            )?;
        }
        Ok(())
    }
}

/// A number like a unique pupil number; no real one starts so.
fn upn(child: &Child) -> u64 {
    990_000_000_000 + child.id * 17
}

/// The leaving-care status of a young person on `day`, while the records show one.
pub fn status(leaver: &Leaver, child: &Child, day: Day) -> Option<&'static str> {
    if leaver.from > day || leaver.until + LINGERS < day {
        return None;
    }
    let grown = child.born + 18 * 365 + 4;
    Some(match () {
        () if leaver.until <= day => "No Current Eligibility",
        () if leaver.left > day => "Eligible",
        () if grown > day => "Relevant",
        () => "Former Relevant",
    })
}

fn person(child: &Child, id: Cell, day: Day, out: &mut dyn Sink) -> Result<(), Error> {
    let born = child.born <= day;
    let sex = if born { child.sex } else { "U" };
    let gender = match sex {
        "F" => "02",
        "M" => "01",
        _ => "00",
    };
    let school_age = day - child.born > 5 * 365 && child.asylum.is_none();
    out.row(
        "ssd_person",
        &[
            ("pers_person_id", id),
            ("pers_forename", if born { Cell::Text(child.forename) } else { Cell::Text("Unborn") }),
            ("pers_surname", Cell::Text(child.surname)),
            ("pers_sex", Cell::Text(sex)),
            ("pers_gender", Cell::Text(gender)),
            ("pers_ethnicity", Cell::Text(child.ethnicity)),
            ("pers_dob", if born { Cell::Date(child.born) } else { Cell::Null }),
            (
                "pers_upn_unknown",
                Cell::text((!school_age).then_some(if child.asylum.is_some() { "UN4" } else { "UN1" })),
            ),
            ("pers_send_flag", Cell::yes(child.ehcp.is_some_and(|from| from <= day && from != NEVER))),
            ("pers_expected_dob", child.expected.map_or(Cell::Null, Cell::Date)),
            ("pers_death_date", Cell::some_by(child.died, day)),
            ("pers_nationality", Cell::text(child.asylum.map(|_| "Not known"))),
            ("pers_upn", if school_age { Cell::Id(upn(child)) } else { Cell::Null }),
        ],
    )
}
