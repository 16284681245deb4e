/*
id = "conference-before-enquiry"
title = "An initial conference before its section 47 enquiry began"
severity = "error"
table = "ssd_initial_cp_conference"
expected = "a conference on or after the strategy discussion"
hint = "Correct the date of the conference or of the strategy discussion, or link the conference to its own enquiry: as it stands it is left out of the fifteen-day measure."
inputs = [
  "ssd_initial_cp_conference.icpc_s47_enquiry_id",
  "ssd_initial_cp_conference.icpc_icpc_date",
  "ssd_s47_enquiry.s47e_s47_enquiry_id",
  "ssd_s47_enquiry.s47e_s47_start_date",
]
*/
SELECT conference.source_delivery, conference.source_file, conference.source_row, 'icpc_icpc_date' AS column_name,
  CAST(conference.icpc_icpc_date AS VARCHAR) || ', enquiry from ' || CAST(enquiry.s47e_s47_start_date AS VARCHAR) AS found,
  COALESCE(conference.icpc_person_id, enquiry.s47e_person_id) AS person_id
FROM ssd_initial_cp_conference AS conference
JOIN ssd_s47_enquiry AS enquiry ON enquiry.s47e_s47_enquiry_id = conference.icpc_s47_enquiry_id
WHERE conference.icpc_icpc_date < enquiry.s47e_s47_start_date
