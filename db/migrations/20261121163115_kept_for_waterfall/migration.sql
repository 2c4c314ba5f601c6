-- Answers of enrichers that nobody has taken yet: a handful among millions of deliveries, looked for every minute.
create index delivery_waterfall on delivery (provider, id) where effect = 'Kept for the waterfall.';
