// Original file: protos/demo.proto


export interface GetSupportedCurrenciesResponseInput {
  'currencyCodes'?: (string)[];
}

export interface GetSupportedCurrenciesResponse {
  'currencyCodes': (string)[];
}
