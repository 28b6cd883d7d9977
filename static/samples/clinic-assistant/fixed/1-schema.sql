-- The same clinic, with its rules written down.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TYPE user_role AS ENUM ('user', 'vet', 'admin');

CREATE TABLE users (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    email TEXT NOT NULL,
    password_hash TEXT NOT NULL CHECK (password_hash LIKE '$argon2%'),
    role user_role NOT NULL DEFAULT 'user',
    is_active BOOLEAN NOT NULL DEFAULT true,
    created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX users_email_key ON users (lower(email));

CREATE TABLE animals (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id UUID NOT NULL REFERENCES users(id) ON DELETE RESTRICT,
    name TEXT NOT NULL,
    weight_kg DECIMAL(5,2) CHECK (weight_kg > 0)
);
CREATE INDEX animals_owner_id_idx ON animals (owner_id);

CREATE TABLE appointments (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    animal_id UUID NOT NULL REFERENCES animals(id) ON DELETE RESTRICT,
    vet_id UUID NOT NULL REFERENCES users(id) ON DELETE RESTRICT,
    start_time TIMESTAMPTZ NOT NULL,
    end_time TIMESTAMPTZ NOT NULL,
    price DECIMAL(10,2) NOT NULL CHECK (price >= 0),
    status TEXT NOT NULL DEFAULT 'scheduled' CHECK (status IN ('scheduled', 'done', 'cancelled')),
    CONSTRAINT appointments_end_after_start CHECK (end_time > start_time),
    CONSTRAINT appointments_one_at_a_time EXCLUDE USING gist
        (vet_id WITH =, tstzrange(start_time, end_time) WITH &&) WHERE (status <> 'cancelled')
);
CREATE INDEX appointments_animal_id_idx ON appointments (animal_id);
CREATE INDEX appointments_vet_id_idx ON appointments (vet_id);
