/*
id = "care_endings"
title = "When each person left care, by the data date: person_id, since, ended, reason (of the episode that ceased then, or, for one who turned 18, that was open then; null where not recorded)"
steps = ["in_care_spans", "people"]
optional = ["ssd_cla_episodes"]
*/
WITH endings AS (
    SELECT in_care_spans.person_id, in_care_spans.from_date AS since, in_care_spans.to_date AS ended,
        episode.clae_cla_episode_ceased_reason AS reason,
        ROW_NUMBER() OVER (
            PARTITION BY in_care_spans.person_id, in_care_spans.to_date
            ORDER BY episode.clae_cla_episode_ceased_date, episode.clae_cla_episode_start_date DESC,
                episode.clae_cla_episode_id DESC
        ) AS place
    FROM in_care_spans
    CROSS JOIN run
    LEFT JOIN people ON people.person_id = in_care_spans.person_id
    LEFT JOIN ssd_cla_episodes AS episode
        ON episode.clae_person_id = in_care_spans.person_id
        AND episode.clae_cla_episode_start_date <= in_care_spans.to_date
        AND (episode.clae_cla_episode_ceased_date = in_care_spans.to_date
            OR (in_care_spans.to_date = people.eighteenth
                AND episode.clae_cla_episode_ceased_date > in_care_spans.to_date))
    WHERE in_care_spans.to_date <= run.data_date
)
SELECT person_id, since, ended, reason
FROM endings
WHERE place = 1
