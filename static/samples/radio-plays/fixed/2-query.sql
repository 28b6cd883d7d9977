SELECT song_id, played_at
FROM plays
WHERE station = 'station 3' AND played_at >= '2024-01-20'
ORDER BY played_at DESC;
