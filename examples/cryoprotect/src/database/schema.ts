import type { Database } from './database.ts'

const SCHEMA = `
CREATE SCHEMA IF NOT EXISTS cryoprotect;

CREATE TABLE IF NOT EXISTS cryoprotect.molecules (
  id text PRIMARY KEY,
  name text NOT NULL,
  cas_number text NOT NULL UNIQUE,
  smiles text NOT NULL,
  formula text NOT NULL,
  molar_mass double precision NOT NULL CHECK (molar_mass > 0),
  glass_transition_kelvin double precision,
  glass_transition_source text,
  permeability text NOT NULL,
  note text
);

CREATE TABLE IF NOT EXISTS cryoprotect.mixtures (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  composition text NOT NULL UNIQUE,
  water_mass_fraction double precision NOT NULL CHECK (water_mass_fraction > 0),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS cryoprotect.mixture_components (
  mixture_id bigint NOT NULL REFERENCES cryoprotect.mixtures ON DELETE CASCADE,
  molecule_id text NOT NULL REFERENCES cryoprotect.molecules,
  mass_fraction double precision NOT NULL CHECK (mass_fraction > 0),
  PRIMARY KEY (mixture_id, molecule_id)
);

CREATE TABLE IF NOT EXISTS cryoprotect.predictions (
  mixture_id bigint PRIMARY KEY REFERENCES cryoprotect.mixtures ON DELETE CASCADE,
  glass_transition_kelvin double precision,
  osmolality double precision NOT NULL,
  ice_melting_kelvin double precision NOT NULL,
  reduced_glass_transition double precision,
  permeability text NOT NULL,
  permeating_share double precision NOT NULL,
  predicted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS predictions_best
  ON cryoprotect.predictions (reduced_glass_transition DESC NULLS LAST);

CREATE TABLE IF NOT EXISTS cryoprotect.experiments (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  mixture_id bigint NOT NULL REFERENCES cryoprotect.mixtures ON DELETE CASCADE,
  glass_transition_kelvin double precision NOT NULL CHECK (glass_transition_kelvin > 0),
  cooling_rate_kelvin_per_minute double precision NOT NULL CHECK (cooling_rate_kelvin_per_minute > 0),
  note text,
  recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS cryoprotect.screenings (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('running', 'completed', 'interrupted', 'failed')),
  candidates bigint NOT NULL,
  screened bigint NOT NULL DEFAULT 0,
  accepted bigint NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
`

/** Any number: two processes that start at once must not create the same schema at the same time. */
const LOCK = 7_201_305

/** Creates whatever is missing of the schema `cryoprotect`, in one transaction; does nothing to what is there. */
export async function createSchema(database: Database): Promise<void> {
  // PostgreSQL runs several statements of one simple query as one transaction.
  await database.query(`SELECT pg_advisory_xact_lock(${LOCK}); ${SCHEMA}`)
}
