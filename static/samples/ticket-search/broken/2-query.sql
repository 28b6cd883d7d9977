select id, title, urgency, opened_at
from tickets
where team_id = 42 and closed_at is null
order by urgency desc, opened_at;
