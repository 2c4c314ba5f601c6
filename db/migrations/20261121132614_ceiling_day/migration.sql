-- Ceilings are counted again from the sends of a day (I5).
create index send_ceiling_day on send (ceiling_day) where ceiling_day is not null;
