/*
id = "cin-review-without-due-date"
title = "A child in need review with no due date"
severity = "warning"
table = "local_cin_reviews"
expected = "a due date"
hint = "Record when the review was due: without a due date it can't be on time or late and is not counted."
inputs = ["local_cin_reviews.due_date"]
*/
SELECT source_delivery, source_file, source_row, 'due_date' AS column_name,
  COALESCE('held ' || CAST(review_date AS VARCHAR), 'not held') AS found, person_id AS person_id
FROM local_cin_reviews
WHERE due_date IS NULL
