-- What the drivers' app asks all day.
select id, barcode from parcels where recipient = 'M. Rossi' and delivered_at is null;

select id, barcode from parcels where received_at >= '2024-03-01' and received_at < '2024-03-02';

select id, barcode from parcels
where depot_id = 7 and (received_at, id) < ('2024-03-01 12:00', 81234)
order by received_at desc, id desc limit 20;
