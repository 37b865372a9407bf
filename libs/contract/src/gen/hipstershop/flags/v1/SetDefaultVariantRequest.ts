// Original file: protos/flag_admin.proto


export interface SetDefaultVariantRequestInput {
  'flagKey'?: (string);
  'variant'?: (string);
}

export interface SetDefaultVariantRequest {
  'flagKey': (string);
  'variant': (string);
}
