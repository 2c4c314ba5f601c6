-- Replies that were assigned before assigning handed back what brought them: they are their lead's and have stopped nothing.
update delivery d set error = null from reply r
where r.delivery_id = d.id and r.lead_id is not null and d.applied_at is null and d.error in ('No lead has this address.', 'Its content was erased.');
