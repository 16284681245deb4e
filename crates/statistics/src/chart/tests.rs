use super::*;
use crate::rules::Side;
use proptest::prelude::*;

fn values(kind: Kind, values: &[f64]) -> Series {
    let points = values.iter().enumerate().map(|(i, v)| Point::value(i.to_string(), *v)).collect();
    Series { kind, points }
}

fn ratios(pairs: &[(u32, u32)]) -> Series {
    let points =
        pairs.iter().enumerate().map(|(i, (n, d))| Point::ratio(i.to_string(), f64::from(*n), f64::from(*d))).collect();
    Series { kind: Kind::Proportion, points }
}

fn close(found: Option<f64>, expected: f64) {
    let found = found.unwrap();
    assert!((found - expected).abs() < 5e-4, "{found} is not {expected}");
}

/// Sample data that Donald Wheeler published, often reused (for instance tomhopper.me, “Individuals and moving
/// range charts in R”). By hand: the sum is 66,168, so the mean 4,135.5; the fifteen moving ranges sum to 5,339,
/// mean 355.9333; 2.66 times that is 946.7827.
#[test]
fn xmr_of_wheelers_sample() {
    let data = [
        5045.0, 4350.0, 4350.0, 3975.0, 4290.0, 4430.0, 4485.0, 4285.0, 3980.0, 3925.0, 3645.0, 3760.0, 3300.0, 3685.0,
        3463.0, 5200.0,
    ];
    let chart = chart(&values(Kind::Count, &data), &Options { baseline: 16, rebases: vec![] }).unwrap();
    close(chart.points[0].centre, 4135.5);
    close(chart.points[0].lower, 3188.7173);
    close(chart.points[0].upper, 5082.2827);
    let outside: Vec<_> = chart.flagged().filter(|(_, p)| hit(&p.hits, Rule::OutsideLimits).is_some()).collect();
    assert_eq!(outside.len(), 1);
    assert_eq!(outside[0].0, 15);
}

/// The series of NHSRplotthedots' “Deviations from Excel defaults”, as the Making Data Count workbook treats it
/// (nothing screened). By hand: 18 values sum to 35, mean 1.9444; 17 moving ranges sum to 32, mean 1.8824;
/// upper 6.9515; the lower, −3.0626, is 0 for a count.
#[test]
fn xmr_of_the_making_data_count_example() {
    let data = [1.0, 2.0, 1.0, 2.0, 10.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0];
    let options = Options { baseline: 18, rebases: vec![] };
    let count = chart(&values(Kind::Count, &data), &options).unwrap();
    close(count.points[3].centre, 1.9444);
    close(count.points[3].upper, 6.9515);
    close(count.points[3].lower, 0.0);
    let mean = chart(&values(Kind::Mean, &data), &options).unwrap();
    close(mean.points[3].lower, -3.0626);
    assert_eq!(mean.points[4].hits[0], Hit { rule: Rule::OutsideLimits, side: Side::High });
}

/// By hand: 12 months of 80 of 100 but one of 40 of 50 give p̄ = 0.8; at n = 100 sigma is √(0.16 ÷ 100) = 4
/// points, at n = 50 √(0.16 ÷ 50) = 5.6569.
#[test]
fn p_limits_follow_the_denominator() {
    let mut data = vec![(80, 100); 11];
    data.push((40, 50));
    data.push((67, 100));
    let chart = chart(&ratios(&data), &Options::default()).unwrap();
    assert_eq!(chart.phases[0].method, Method::P);
    close(chart.points[0].centre, 80.0);
    close(chart.points[0].lower, 68.0);
    close(chart.points[0].upper, 92.0);
    close(chart.points[11].lower, 63.0294);
    close(chart.points[11].upper, 96.9706);
    assert_eq!(hit(&chart.points[12].hits, Rule::OutsideLimits).unwrap().side, Side::Low);
}

/// By hand: months of 90 and 70 of 100 in turn have p̄ = 0.8, sigma 4 points, z = ±2.5; every moving range of z
/// is 5, so σz = 5 ÷ 1.128 = 4.4326 and the limits lie 3 × 4.4326 × 4 = 53.1915 points away, the upper cut at 100.
#[test]
fn laney_widens_what_varies_more_than_chance() {
    let data: Vec<_> = (0..12).map(|i| if i % 2 == 0 { (90, 100) } else { (70, 100) }).collect();
    let chart = chart(&ratios(&data), &Options::default()).unwrap();
    let Method::LaneyP(sigma_z) = chart.phases[0].method else { panic!("{:?}", chart.phases) };
    close(Some(sigma_z), 4.4326);
    close(chart.points[0].lower, 26.8085);
    close(chart.points[0].upper, 100.0);
    assert!(chart.flagged().next().is_none());
}

/// The first six weeks of the data of Mohammed, M. A. et al. (2013), BMJ Quality & Safety 22, 362–368 (attendances
/// seen within four hours, as printed in the qicharts2 manual), twice over to make twelve: with some 280,000 a
/// week binomial limits are absurdly narrow, which is what p′ is for.
#[test]
fn laney_of_a_published_series() {
    let weeks = [
        (266_501, 280_443),
        (264_225, 276_823),
        (276_532, 291_681),
        (281_461, 296_155),
        (269_071, 282_343),
        (261_215, 275_888),
    ];
    let data: Vec<_> = weeks.iter().chain(&weeks).copied().collect();
    let chart = chart(&ratios(&data), &Options::default()).unwrap();
    // 1,619,005 of 1,703,333.
    close(chart.points[0].centre, 95.0492);
    assert!(matches!(chart.phases[0].method, Method::LaneyP(sigma_z) if sigma_z > 5.0), "{:?}", chart.phases);
    assert!(chart.points.iter().all(|point| hit(&point.hits, Rule::OutsideLimits).is_none()));
}

#[test]
fn a_perfect_baseline_leaves_room_for_a_case() {
    let mut data = vec![(40, 40); 12];
    data.push((39, 40));
    data.push((30, 40));
    let chart = chart(&ratios(&data), &Options::default()).unwrap();
    close(chart.points[0].centre, 100.0);
    assert!(hit(&chart.points[12].hits, Rule::OutsideLimits).is_none());
    assert!(hit(&chart.points[13].hits, Rule::OutsideLimits).is_some());
}

#[test]
fn fewer_than_twelve_readings_have_no_limits() {
    let mut series = values(Kind::Count, &[5.0; 12]);
    series.points[4] = Point::missing("4");
    let chart = chart(&series, &Options::default()).unwrap();
    assert_eq!(chart.phases[0].centre, None);
    assert!(chart.points.iter().all(|point| point.centre.is_none() && point.hits.is_empty()));
    assert_eq!(chart.method_sentence(), "");
}

#[test]
fn a_missing_point_is_passed_over() {
    let mut data = vec![5.0, 7.0, 5.0, 7.0, 5.0, 7.0, 5.0, 7.0, 5.0, 7.0, 5.0, 7.0];
    data.extend([8.0; 8]);
    let mut series = values(Kind::Count, &data);
    series.points[15] = Point::missing("15");
    let chart = chart(&series, &Options::default()).unwrap();
    assert!(chart.points[15].hits.is_empty());
    // 7, then seven 8s around the gap: eight in a row above the mean of 6.
    assert!(hit(&chart.points[19].hits, Rule::OneSide).is_some());
}

#[test]
fn rebasing_needs_a_point_and_a_reason() {
    let mut data = vec![5.0, 7.0, 5.0, 7.0, 5.0, 7.0, 5.0, 7.0, 5.0, 7.0, 5.0, 7.0];
    data.extend(data.clone().iter().map(|v| v + 20.0));
    let series = values(Kind::Count, &data);
    let rebase = |from: &str, reason: &str| Options {
        rebases: vec![Rebase { from: from.into(), reason: reason.into() }],
        ..Options::default()
    };
    let rebased = chart(&series, &rebase("12", "a new front door opened in month 12")).unwrap();
    close(rebased.points[11].centre, 6.0);
    close(rebased.points[12].centre, 26.0);
    assert!(rebased.flagged().next().is_none());
    assert!(rebased.method_sentence().ends_with("rebased because a new front door opened in month 12."));
    assert_eq!(chart(&series, &rebase("99", "x")), Err(Fault::UnknownPoint("99".into())));
    assert_eq!(chart(&series, &rebase("12", " ")), Err(Fault::NoReason("12".into())));
    assert_eq!(
        chart(&series, &Options { baseline: 5, rebases: vec![] }).unwrap_err().to_string(),
        "a baseline of 5 points is too short; give 12 or more"
    );
}

#[test]
fn readings_must_fit_the_series() {
    let mixed = Series { kind: Kind::Proportion, points: vec![Point::value("a", 1.0)] };
    assert_eq!(chart(&mixed, &Options::default()), Err(Fault::WrongReading("a".into())));
}

proptest! {
    #[test]
    fn limits_hold_the_mean_and_later_points_move_nothing(
        data in prop::collection::vec((0u32..50, 1u32..50), 12..40),
        more in (0u32..50, 1u32..50),
    ) {
        let data: Vec<_> = data.into_iter().map(|(n, extra)| (n, n + extra)).collect();
        let before = chart(&ratios(&data), &Options::default()).unwrap();
        for point in &before.points {
            let (centre, lower, upper) = (point.centre.unwrap(), point.lower.unwrap(), point.upper.unwrap());
            prop_assert!((0.0..=100.0).contains(&lower) && lower <= centre && centre <= upper && upper <= 100.0);
        }
        let mut longer = data.clone();
        longer.push((more.0, more.0 + more.1));
        let after = chart(&ratios(&longer), &Options::default()).unwrap();
        for (a, b) in before.points.iter().zip(&after.points) {
            prop_assert_eq!((a.centre, a.lower, a.upper), (b.centre, b.lower, b.upper));
        }
    }

    #[test]
    fn xmr_shifts_and_scales_with_its_values(data in prop::collection::vec(-50i32..50, 12..30), shift in -9i32..9) {
        let here = chart(&values(Kind::Mean, &data.iter().map(|v| f64::from(*v)).collect::<Vec<_>>()), &Options::default()).unwrap();
        let moved: Vec<_> = data.iter().map(|v| 2.0 * f64::from(*v) + f64::from(shift)).collect();
        let there = chart(&values(Kind::Mean, &moved), &Options::default()).unwrap();
        for (a, b) in here.points.iter().zip(&there.points) {
            prop_assert!((2.0 * a.upper.unwrap() + f64::from(shift) - b.upper.unwrap()).abs() < 1e-6);
            prop_assert_eq!(&a.hits, &b.hits);
        }
    }
}
