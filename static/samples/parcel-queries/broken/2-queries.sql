-- What the drivers' app asks all day.
select id, barcode from parcels where recipient = 'M. Rossi' and delivered_at is null;

select id, barcode from parcels where date(received_at) = '2024-03-01';

select id, barcode from parcels where depot_id = 7 order by received_at desc limit 20 offset 5000;
