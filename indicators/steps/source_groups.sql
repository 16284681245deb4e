/*
id = "source_groups"
title = "Groups of sources of contacts and referrals: code, source_group"
*/
SELECT code, source_group
FROM (VALUES
    ('1A', 'individual'), ('1B', 'individual'), ('1C', 'individual'), ('1D', 'individual'),
    ('2A', 'schools'), ('2B', 'education'),
    ('3A', 'health'), ('3B', 'health'), ('3C', 'health'), ('3D', 'health'), ('3E', 'health'), ('3F', 'health'),
    ('4', 'housing'),
    ('5A', 'local-authority'), ('5B', 'local-authority'), ('5C', 'local-authority'), ('5D', 'local-authority'),
    ('6', 'police'), ('7', 'legal'), ('8', 'other'), ('9', 'anonymous'), ('10', 'unknown')
) AS groups (code, source_group)
