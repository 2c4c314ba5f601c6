-- Ceilings are counted again from the sends of a day (I5): its index stands in the schema and comes with the migration of the ramp.
select 1;
