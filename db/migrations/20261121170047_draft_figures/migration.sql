-- What figures read of the draft of a decision, without its texts.
create index draft_figures on draft (id) include (lead_id, channel, campaign, tier, angle, variant, created_at) where not is_test;
