// Original file: protos/flag_admin.proto


export interface FlagInput {
  'key'?: (string);
  'description'?: (string);
  'enabled'?: (boolean);
  'defaultVariant'?: (string);
  'variants'?: (string)[];
  'targeted'?: (boolean);
  'problem'?: (string);
  'targeting'?: (string);
}

export interface Flag {
  'key': (string);
  'description': (string);
  'enabled': (boolean);
  'defaultVariant': (string);
  'variants': (string)[];
  'targeted': (boolean);
  'problem': (string);
  'targeting': (string);
}
