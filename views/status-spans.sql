/*
id = "status-spans"
title = "When each person had each status of open cases"
steps = ["status_spans"]
[columns]
person_id = "the person"
place = "1 in care, 2 child protection, 3 child in need plan, 4 short breaks, 5 open assessment, 6 open referral, 7 care leaver, 8 early help; of several that hold on a day the lowest counts, as in case-status"
from_date = "the first day of it"
to_date = "the day on which it no longer holds; 9999-12-31 when it is open"
*/
SELECT person_id, place, from_date, to_date
FROM status_spans
WHERE person_id IS NOT NULL AND from_date < to_date
ORDER BY person_id, place, from_date, to_date
