// Original file: protos/currency_batch.proto

export const RoundingMode = {
  ROUNDING_MODE_UNSPECIFIED: 'ROUNDING_MODE_UNSPECIFIED',
  ROUNDING_MODE_HALF_UP: 'ROUNDING_MODE_HALF_UP',
  ROUNDING_MODE_DOWN: 'ROUNDING_MODE_DOWN',
  ROUNDING_MODE_UP: 'ROUNDING_MODE_UP',
} as const;

export type RoundingModeInput =
  | 'ROUNDING_MODE_UNSPECIFIED'
  | 0
  | 'ROUNDING_MODE_HALF_UP'
  | 1
  | 'ROUNDING_MODE_DOWN'
  | 2
  | 'ROUNDING_MODE_UP'
  | 3

export type RoundingMode = typeof RoundingMode[keyof typeof RoundingMode]
