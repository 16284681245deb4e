/*
id = "merges-never-end"
title = "Merged ids that lead back to themselves"
severity = "error"
table = "person_merges"
expected = "a chain of merges that ends"
hint = "Decide which id stays and remove the other row: until then the children of this chain stay unmerged."
inputs = ["person_merges.old_id", "person_merges.new_id"]
*/
WITH one AS (SELECT DISTINCT old_id, new_id FROM person_merges),
two AS (SELECT DISTINCT a.old_id, b.new_id FROM one AS a JOIN one AS b ON b.old_id = a.new_id),
four AS (SELECT DISTINCT a.old_id, b.new_id FROM two AS a JOIN two AS b ON b.old_id = a.new_id),
eight AS (SELECT DISTINCT a.old_id, b.new_id FROM four AS a JOIN four AS b ON b.old_id = a.new_id),
sixteen AS (SELECT DISTINCT a.old_id FROM eight AS a JOIN eight AS b ON b.old_id = a.new_id)
SELECT person_merges.source_delivery, person_merges.source_file, person_merges.source_row,
  'new_id' AS column_name, person_merges.old_id || ' into ' || person_merges.new_id AS found,
  person_merges.old_id AS person_id
FROM person_merges
JOIN sixteen ON sixteen.old_id = person_merges.old_id
