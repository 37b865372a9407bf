// Original file: protos/demo.proto


export interface AdInput {
  'redirectUrl'?: (string);
  'text'?: (string);
}

export interface Ad {
  'redirectUrl': (string);
  'text': (string);
}
