// Made by npm run gen from protos/. What one service and its messages look like, ready for proto-loader's fromJSON.
import type { Description } from '../service.ts';

export const hipstershop_CartService: Description = {
 "fullName": "hipstershop.CartService",
 "file": "demo.proto",
 "types": {
  "nested": {
   "hipstershop": {
    "nested": {
     "AddItemRequest": {
      "fields": {
       "userId": {
        "type": "string",
        "id": 1
       },
       "item": {
        "type": "CartItem",
        "id": 2
       }
      }
     },
     "Cart": {
      "fields": {
       "userId": {
        "type": "string",
        "id": 1
       },
       "items": {
        "rule": "repeated",
        "type": "CartItem",
        "id": 2
       }
      }
     },
     "CartItem": {
      "fields": {
       "productId": {
        "type": "string",
        "id": 1
       },
       "quantity": {
        "type": "int32",
        "id": 2
       }
      }
     },
     "CartService": {
      "methods": {
       "AddItem": {
        "requestType": "AddItemRequest",
        "responseType": "Empty"
       },
       "GetCart": {
        "requestType": "GetCartRequest",
        "responseType": "Cart"
       },
       "EmptyCart": {
        "requestType": "EmptyCartRequest",
        "responseType": "Empty"
       }
      }
     },
     "Empty": {
      "fields": {}
     },
     "EmptyCartRequest": {
      "fields": {
       "userId": {
        "type": "string",
        "id": 1
       }
      }
     },
     "GetCartRequest": {
      "fields": {
       "userId": {
        "type": "string",
        "id": 1
       }
      }
     }
    }
   }
  }
 }
};

export const hipstershop_RecommendationService: Description = {
 "fullName": "hipstershop.RecommendationService",
 "file": "demo.proto",
 "types": {
  "nested": {
   "hipstershop": {
    "nested": {
     "ListRecommendationsRequest": {
      "fields": {
       "userId": {
        "type": "string",
        "id": 1
       },
       "productIds": {
        "rule": "repeated",
        "type": "string",
        "id": 2
       }
      }
     },
     "ListRecommendationsResponse": {
      "fields": {
       "productIds": {
        "rule": "repeated",
        "type": "string",
        "id": 1
       }
      }
     },
     "RecommendationService": {
      "methods": {
       "ListRecommendations": {
        "requestType": "ListRecommendationsRequest",
        "responseType": "ListRecommendationsResponse"
       }
      }
     }
    }
   }
  }
 }
};

export const hipstershop_ProductCatalogService: Description = {
 "fullName": "hipstershop.ProductCatalogService",
 "file": "demo.proto",
 "types": {
  "nested": {
   "hipstershop": {
    "nested": {
     "Empty": {
      "fields": {}
     },
     "GetProductRequest": {
      "fields": {
       "id": {
        "type": "string",
        "id": 1
       }
      }
     },
     "ListProductsResponse": {
      "fields": {
       "products": {
        "rule": "repeated",
        "type": "Product",
        "id": 1
       }
      }
     },
     "Money": {
      "fields": {
       "currencyCode": {
        "type": "string",
        "id": 1
       },
       "units": {
        "type": "int64",
        "id": 2
       },
       "nanos": {
        "type": "int32",
        "id": 3
       }
      }
     },
     "Product": {
      "fields": {
       "id": {
        "type": "string",
        "id": 1
       },
       "name": {
        "type": "string",
        "id": 2
       },
       "description": {
        "type": "string",
        "id": 3
       },
       "picture": {
        "type": "string",
        "id": 4
       },
       "priceUsd": {
        "type": "Money",
        "id": 5
       },
       "categories": {
        "rule": "repeated",
        "type": "string",
        "id": 6
       }
      }
     },
     "ProductCatalogService": {
      "methods": {
       "ListProducts": {
        "requestType": "Empty",
        "responseType": "ListProductsResponse"
       },
       "GetProduct": {
        "requestType": "GetProductRequest",
        "responseType": "Product"
       },
       "SearchProducts": {
        "requestType": "SearchProductsRequest",
        "responseType": "SearchProductsResponse"
       }
      }
     },
     "SearchProductsRequest": {
      "fields": {
       "query": {
        "type": "string",
        "id": 1
       }
      }
     },
     "SearchProductsResponse": {
      "fields": {
       "results": {
        "rule": "repeated",
        "type": "Product",
        "id": 1
       }
      }
     }
    }
   }
  }
 }
};

export const hipstershop_ShippingService: Description = {
 "fullName": "hipstershop.ShippingService",
 "file": "demo.proto",
 "types": {
  "nested": {
   "hipstershop": {
    "nested": {
     "Address": {
      "fields": {
       "streetAddress": {
        "type": "string",
        "id": 1
       },
       "city": {
        "type": "string",
        "id": 2
       },
       "state": {
        "type": "string",
        "id": 3
       },
       "country": {
        "type": "string",
        "id": 4
       },
       "zipCode": {
        "type": "int32",
        "id": 5
       }
      }
     },
     "CartItem": {
      "fields": {
       "productId": {
        "type": "string",
        "id": 1
       },
       "quantity": {
        "type": "int32",
        "id": 2
       }
      }
     },
     "GetQuoteRequest": {
      "fields": {
       "address": {
        "type": "Address",
        "id": 1
       },
       "items": {
        "rule": "repeated",
        "type": "CartItem",
        "id": 2
       }
      }
     },
     "GetQuoteResponse": {
      "fields": {
       "costUsd": {
        "type": "Money",
        "id": 1
       }
      }
     },
     "Money": {
      "fields": {
       "currencyCode": {
        "type": "string",
        "id": 1
       },
       "units": {
        "type": "int64",
        "id": 2
       },
       "nanos": {
        "type": "int32",
        "id": 3
       }
      }
     },
     "ShipOrderRequest": {
      "fields": {
       "address": {
        "type": "Address",
        "id": 1
       },
       "items": {
        "rule": "repeated",
        "type": "CartItem",
        "id": 2
       }
      }
     },
     "ShipOrderResponse": {
      "fields": {
       "trackingId": {
        "type": "string",
        "id": 1
       }
      }
     },
     "ShippingService": {
      "methods": {
       "GetQuote": {
        "requestType": "GetQuoteRequest",
        "responseType": "GetQuoteResponse"
       },
       "ShipOrder": {
        "requestType": "ShipOrderRequest",
        "responseType": "ShipOrderResponse"
       }
      }
     }
    }
   }
  }
 }
};

export const hipstershop_CurrencyService: Description = {
 "fullName": "hipstershop.CurrencyService",
 "file": "demo.proto",
 "types": {
  "nested": {
   "hipstershop": {
    "nested": {
     "CurrencyConversionRequest": {
      "fields": {
       "from": {
        "type": "Money",
        "id": 1
       },
       "toCode": {
        "type": "string",
        "id": 2
       }
      }
     },
     "CurrencyService": {
      "methods": {
       "GetSupportedCurrencies": {
        "requestType": "Empty",
        "responseType": "GetSupportedCurrenciesResponse"
       },
       "Convert": {
        "requestType": "CurrencyConversionRequest",
        "responseType": "Money"
       }
      }
     },
     "Empty": {
      "fields": {}
     },
     "GetSupportedCurrenciesResponse": {
      "fields": {
       "currencyCodes": {
        "rule": "repeated",
        "type": "string",
        "id": 1
       }
      }
     },
     "Money": {
      "fields": {
       "currencyCode": {
        "type": "string",
        "id": 1
       },
       "units": {
        "type": "int64",
        "id": 2
       },
       "nanos": {
        "type": "int32",
        "id": 3
       }
      }
     }
    }
   }
  }
 }
};

export const hipstershop_PaymentService: Description = {
 "fullName": "hipstershop.PaymentService",
 "file": "demo.proto",
 "types": {
  "nested": {
   "hipstershop": {
    "nested": {
     "ChargeRequest": {
      "fields": {
       "amount": {
        "type": "Money",
        "id": 1
       },
       "creditCard": {
        "type": "CreditCardInfo",
        "id": 2
       }
      }
     },
     "ChargeResponse": {
      "fields": {
       "transactionId": {
        "type": "string",
        "id": 1
       }
      }
     },
     "CreditCardInfo": {
      "fields": {
       "creditCardNumber": {
        "type": "string",
        "id": 1
       },
       "creditCardCvv": {
        "type": "int32",
        "id": 2
       },
       "creditCardExpirationYear": {
        "type": "int32",
        "id": 3
       },
       "creditCardExpirationMonth": {
        "type": "int32",
        "id": 4
       }
      }
     },
     "Money": {
      "fields": {
       "currencyCode": {
        "type": "string",
        "id": 1
       },
       "units": {
        "type": "int64",
        "id": 2
       },
       "nanos": {
        "type": "int32",
        "id": 3
       }
      }
     },
     "PaymentService": {
      "methods": {
       "Charge": {
        "requestType": "ChargeRequest",
        "responseType": "ChargeResponse"
       }
      }
     }
    }
   }
  }
 }
};

export const hipstershop_EmailService: Description = {
 "fullName": "hipstershop.EmailService",
 "file": "demo.proto",
 "types": {
  "nested": {
   "hipstershop": {
    "nested": {
     "Address": {
      "fields": {
       "streetAddress": {
        "type": "string",
        "id": 1
       },
       "city": {
        "type": "string",
        "id": 2
       },
       "state": {
        "type": "string",
        "id": 3
       },
       "country": {
        "type": "string",
        "id": 4
       },
       "zipCode": {
        "type": "int32",
        "id": 5
       }
      }
     },
     "CartItem": {
      "fields": {
       "productId": {
        "type": "string",
        "id": 1
       },
       "quantity": {
        "type": "int32",
        "id": 2
       }
      }
     },
     "EmailService": {
      "methods": {
       "SendOrderConfirmation": {
        "requestType": "SendOrderConfirmationRequest",
        "responseType": "Empty"
       }
      }
     },
     "Empty": {
      "fields": {}
     },
     "Money": {
      "fields": {
       "currencyCode": {
        "type": "string",
        "id": 1
       },
       "units": {
        "type": "int64",
        "id": 2
       },
       "nanos": {
        "type": "int32",
        "id": 3
       }
      }
     },
     "OrderItem": {
      "fields": {
       "item": {
        "type": "CartItem",
        "id": 1
       },
       "cost": {
        "type": "Money",
        "id": 2
       }
      }
     },
     "OrderResult": {
      "fields": {
       "orderId": {
        "type": "string",
        "id": 1
       },
       "shippingTrackingId": {
        "type": "string",
        "id": 2
       },
       "shippingCost": {
        "type": "Money",
        "id": 3
       },
       "shippingAddress": {
        "type": "Address",
        "id": 4
       },
       "items": {
        "rule": "repeated",
        "type": "OrderItem",
        "id": 5
       }
      }
     },
     "SendOrderConfirmationRequest": {
      "fields": {
       "email": {
        "type": "string",
        "id": 1
       },
       "order": {
        "type": "OrderResult",
        "id": 2
       }
      }
     }
    }
   }
  }
 }
};

export const hipstershop_CheckoutService: Description = {
 "fullName": "hipstershop.CheckoutService",
 "file": "demo.proto",
 "types": {
  "nested": {
   "hipstershop": {
    "nested": {
     "Address": {
      "fields": {
       "streetAddress": {
        "type": "string",
        "id": 1
       },
       "city": {
        "type": "string",
        "id": 2
       },
       "state": {
        "type": "string",
        "id": 3
       },
       "country": {
        "type": "string",
        "id": 4
       },
       "zipCode": {
        "type": "int32",
        "id": 5
       }
      }
     },
     "CartItem": {
      "fields": {
       "productId": {
        "type": "string",
        "id": 1
       },
       "quantity": {
        "type": "int32",
        "id": 2
       }
      }
     },
     "CheckoutService": {
      "methods": {
       "PlaceOrder": {
        "requestType": "PlaceOrderRequest",
        "responseType": "PlaceOrderResponse"
       }
      }
     },
     "CreditCardInfo": {
      "fields": {
       "creditCardNumber": {
        "type": "string",
        "id": 1
       },
       "creditCardCvv": {
        "type": "int32",
        "id": 2
       },
       "creditCardExpirationYear": {
        "type": "int32",
        "id": 3
       },
       "creditCardExpirationMonth": {
        "type": "int32",
        "id": 4
       }
      }
     },
     "Money": {
      "fields": {
       "currencyCode": {
        "type": "string",
        "id": 1
       },
       "units": {
        "type": "int64",
        "id": 2
       },
       "nanos": {
        "type": "int32",
        "id": 3
       }
      }
     },
     "OrderItem": {
      "fields": {
       "item": {
        "type": "CartItem",
        "id": 1
       },
       "cost": {
        "type": "Money",
        "id": 2
       }
      }
     },
     "OrderResult": {
      "fields": {
       "orderId": {
        "type": "string",
        "id": 1
       },
       "shippingTrackingId": {
        "type": "string",
        "id": 2
       },
       "shippingCost": {
        "type": "Money",
        "id": 3
       },
       "shippingAddress": {
        "type": "Address",
        "id": 4
       },
       "items": {
        "rule": "repeated",
        "type": "OrderItem",
        "id": 5
       }
      }
     },
     "PlaceOrderRequest": {
      "fields": {
       "userId": {
        "type": "string",
        "id": 1
       },
       "userCurrency": {
        "type": "string",
        "id": 2
       },
       "address": {
        "type": "Address",
        "id": 3
       },
       "email": {
        "type": "string",
        "id": 5
       },
       "creditCard": {
        "type": "CreditCardInfo",
        "id": 6
       }
      }
     },
     "PlaceOrderResponse": {
      "fields": {
       "order": {
        "type": "OrderResult",
        "id": 1
       }
      }
     }
    }
   }
  }
 }
};

export const hipstershop_AdService: Description = {
 "fullName": "hipstershop.AdService",
 "file": "demo.proto",
 "types": {
  "nested": {
   "hipstershop": {
    "nested": {
     "Ad": {
      "fields": {
       "redirectUrl": {
        "type": "string",
        "id": 1
       },
       "text": {
        "type": "string",
        "id": 2
       }
      }
     },
     "AdRequest": {
      "fields": {
       "contextKeys": {
        "rule": "repeated",
        "type": "string",
        "id": 1
       }
      }
     },
     "AdResponse": {
      "fields": {
       "ads": {
        "rule": "repeated",
        "type": "Ad",
        "id": 1
       }
      }
     },
     "AdService": {
      "methods": {
       "GetAds": {
        "requestType": "AdRequest",
        "responseType": "AdResponse"
       }
      }
     }
    }
   }
  }
 }
};

export const hipstershop_CartEditService: Description = {
 "fullName": "hipstershop.CartEditService",
 "file": "cart_edit.proto",
 "types": {
  "nested": {
   "hipstershop": {
    "nested": {
     "CartEditService": {
      "methods": {
       "SetQuantity": {
        "requestType": "SetQuantityRequest",
        "responseType": "Empty"
       }
      }
     },
     "CartItem": {
      "fields": {
       "productId": {
        "type": "string",
        "id": 1
       },
       "quantity": {
        "type": "int32",
        "id": 2
       }
      }
     },
     "Empty": {
      "fields": {}
     },
     "SetQuantityRequest": {
      "fields": {
       "userId": {
        "type": "string",
        "id": 1
       },
       "item": {
        "type": "CartItem",
        "id": 2
       }
      }
     }
    }
   }
  }
 }
};

export const hipstershop_CurrencyBatchService: Description = {
 "fullName": "hipstershop.CurrencyBatchService",
 "file": "currency_batch.proto",
 "types": {
  "nested": {
   "hipstershop": {
    "nested": {
     "ConvertAllRequest": {
      "fields": {
       "from": {
        "rule": "repeated",
        "type": "Money",
        "id": 1
       },
       "toCode": {
        "type": "string",
        "id": 2
       },
       "rounding": {
        "type": "RoundingMode",
        "id": 3
       }
      }
     },
     "ConvertAllResponse": {
      "fields": {
       "converted": {
        "rule": "repeated",
        "type": "Money",
        "id": 1
       }
      }
     },
     "CurrencyBatchService": {
      "methods": {
       "ConvertAll": {
        "requestType": "ConvertAllRequest",
        "responseType": "ConvertAllResponse"
       }
      }
     },
     "Money": {
      "fields": {
       "currencyCode": {
        "type": "string",
        "id": 1
       },
       "units": {
        "type": "int64",
        "id": 2
       },
       "nanos": {
        "type": "int32",
        "id": 3
       }
      }
     },
     "RoundingMode": {
      "values": {
       "ROUNDING_MODE_UNSPECIFIED": 0,
       "ROUNDING_MODE_HALF_UP": 1,
       "ROUNDING_MODE_DOWN": 2,
       "ROUNDING_MODE_UP": 3
      }
     }
    }
   }
  }
 }
};

export const hipstershop_flags_v1_FlagAdmin: Description = {
 "fullName": "hipstershop.flags.v1.FlagAdmin",
 "file": "flag_admin.proto",
 "types": {
  "nested": {
   "hipstershop": {
    "nested": {
     "flags": {
      "nested": {
       "v1": {
        "nested": {
         "Flag": {
          "fields": {
           "key": {
            "type": "string",
            "id": 1
           },
           "description": {
            "type": "string",
            "id": 2
           },
           "enabled": {
            "type": "bool",
            "id": 3
           },
           "defaultVariant": {
            "type": "string",
            "id": 4
           },
           "variants": {
            "rule": "repeated",
            "type": "string",
            "id": 5
           },
           "targeted": {
            "type": "bool",
            "id": 6
           },
           "problem": {
            "type": "string",
            "id": 7
           },
           "targeting": {
            "type": "string",
            "id": 8
           }
          }
         },
         "FlagAdmin": {
          "methods": {
           "ListFlags": {
            "requestType": "ListFlagsRequest",
            "responseType": "ListFlagsResponse"
           },
           "SetDefaultVariant": {
            "requestType": "SetDefaultVariantRequest",
            "responseType": "SetDefaultVariantResponse"
           },
           "SetTargeting": {
            "requestType": "SetTargetingRequest",
            "responseType": "SetTargetingResponse"
           },
           "ResetFlags": {
            "requestType": "ResetFlagsRequest",
            "responseType": "ResetFlagsResponse"
           }
          }
         },
         "ListFlagsRequest": {
          "fields": {}
         },
         "ListFlagsResponse": {
          "fields": {
           "flags": {
            "rule": "repeated",
            "type": "Flag",
            "id": 1
           }
          }
         },
         "ResetFlagsRequest": {
          "fields": {}
         },
         "ResetFlagsResponse": {
          "fields": {
           "flagKeys": {
            "rule": "repeated",
            "type": "string",
            "id": 1
           }
          }
         },
         "SetDefaultVariantRequest": {
          "fields": {
           "flagKey": {
            "type": "string",
            "id": 1
           },
           "variant": {
            "type": "string",
            "id": 2
           }
          }
         },
         "SetDefaultVariantResponse": {
          "fields": {
           "flag": {
            "type": "Flag",
            "id": 1
           }
          }
         },
         "SetTargetingRequest": {
          "fields": {
           "flagKey": {
            "type": "string",
            "id": 1
           },
           "targeting": {
            "type": "string",
            "id": 2
           }
          }
         },
         "SetTargetingResponse": {
          "fields": {
           "flag": {
            "type": "Flag",
            "id": 1
           }
          }
         }
        }
       }
      }
     }
    }
   }
  }
 }
};

export const hipstershop_PaymentLedgerService: Description = {
 "fullName": "hipstershop.PaymentLedgerService",
 "file": "payment_ledger.proto",
 "types": {
  "nested": {
   "hipstershop": {
    "nested": {
     "LedgerEntry": {
      "fields": {
       "key": {
        "type": "string",
        "id": 1
       },
       "transactionId": {
        "type": "string",
        "id": 2
       },
       "amount": {
        "type": "Money",
        "id": 3
       },
       "chargedAtMs": {
        "type": "int64",
        "id": 4
       },
       "refundId": {
        "type": "string",
        "id": 5
       },
       "refundedAtMs": {
        "type": "int64",
        "id": 6
       }
      }
     },
     "ListEntriesRequest": {
      "fields": {
       "sinceMs": {
        "type": "int64",
        "id": 1
       },
       "limit": {
        "type": "int32",
        "id": 2
       }
      }
     },
     "ListEntriesResponse": {
      "fields": {
       "entries": {
        "rule": "repeated",
        "type": "LedgerEntry",
        "id": 1
       }
      }
     },
     "Money": {
      "fields": {
       "currencyCode": {
        "type": "string",
        "id": 1
       },
       "units": {
        "type": "int64",
        "id": 2
       },
       "nanos": {
        "type": "int32",
        "id": 3
       }
      }
     },
     "PaymentLedgerService": {
      "methods": {
       "SettleCharge": {
        "requestType": "SettleChargeRequest",
        "responseType": "SettleChargeResponse"
       },
       "RefundCharge": {
        "requestType": "RefundChargeRequest",
        "responseType": "RefundChargeResponse"
       },
       "ListEntries": {
        "requestType": "ListEntriesRequest",
        "responseType": "ListEntriesResponse"
       }
      }
     },
     "RefundChargeRequest": {
      "fields": {
       "key": {
        "type": "string",
        "id": 1
       },
       "reason": {
        "type": "string",
        "id": 2
       }
      }
     },
     "RefundChargeResponse": {
      "fields": {
       "charge": {
        "type": "LedgerEntry",
        "id": 1
       }
      }
     },
     "SettleChargeRequest": {
      "fields": {
       "key": {
        "type": "string",
        "id": 1
       }
      }
     },
     "SettleChargeResponse": {
      "fields": {
       "charge": {
        "type": "LedgerEntry",
        "id": 1
       }
      }
     }
    }
   }
  }
 }
};

export const grpc_health_v1_Health: Description = {
 "fullName": "grpc.health.v1.Health",
 "file": "grpc/health/v1/health.proto",
 "types": {
  "nested": {
   "grpc": {
    "nested": {
     "health": {
      "nested": {
       "v1": {
        "nested": {
         "Health": {
          "methods": {
           "Check": {
            "requestType": "HealthCheckRequest",
            "responseType": "HealthCheckResponse"
           },
           "List": {
            "requestType": "HealthListRequest",
            "responseType": "HealthListResponse"
           },
           "Watch": {
            "requestType": "HealthCheckRequest",
            "responseType": "HealthCheckResponse",
            "responseStream": true
           }
          }
         },
         "HealthCheckRequest": {
          "fields": {
           "service": {
            "type": "string",
            "id": 1
           }
          }
         },
         "HealthCheckResponse": {
          "fields": {
           "status": {
            "type": "ServingStatus",
            "id": 1
           }
          },
          "nested": {
           "ServingStatus": {
            "values": {
             "UNKNOWN": 0,
             "SERVING": 1,
             "NOT_SERVING": 2,
             "SERVICE_UNKNOWN": 3
            }
           }
          }
         },
         "HealthListRequest": {
          "fields": {}
         },
         "HealthListResponse": {
          "fields": {
           "statuses": {
            "keyType": "string",
            "type": "HealthCheckResponse",
            "id": 1
           }
          }
         }
        }
       }
      }
     }
    }
   }
  }
 }
};

export const flagd_evaluation_v1_Service: Description = {
 "fullName": "flagd.evaluation.v1.Service",
 "file": "flagd/evaluation/v1/evaluation.proto",
 "types": {
  "nested": {
   "flagd": {
    "nested": {
     "evaluation": {
      "nested": {
       "v1": {
        "nested": {
         "AnyFlag": {
          "oneofs": {
           "value": {
            "oneof": [
             "boolValue",
             "stringValue",
             "doubleValue",
             "objectValue"
            ]
           }
          },
          "fields": {
           "reason": {
            "type": "string",
            "id": 1
           },
           "variant": {
            "type": "string",
            "id": 2
           },
           "boolValue": {
            "type": "bool",
            "id": 3
           },
           "stringValue": {
            "type": "string",
            "id": 4
           },
           "doubleValue": {
            "type": "double",
            "id": 5
           },
           "objectValue": {
            "type": "google.protobuf.Struct",
            "id": 6
           },
           "metadata": {
            "type": "google.protobuf.Struct",
            "id": 7
           }
          }
         },
         "EventStreamRequest": {
          "fields": {}
         },
         "EventStreamResponse": {
          "fields": {
           "type": {
            "type": "string",
            "id": 1
           },
           "data": {
            "type": "google.protobuf.Struct",
            "id": 2
           }
          }
         },
         "ResolveAllRequest": {
          "fields": {
           "context": {
            "type": "google.protobuf.Struct",
            "id": 1
           }
          }
         },
         "ResolveAllResponse": {
          "fields": {
           "flags": {
            "keyType": "string",
            "type": "AnyFlag",
            "id": 1
           },
           "metadata": {
            "type": "google.protobuf.Struct",
            "id": 2
           }
          }
         },
         "ResolveBooleanRequest": {
          "fields": {
           "flagKey": {
            "type": "string",
            "id": 1
           },
           "context": {
            "type": "google.protobuf.Struct",
            "id": 2
           }
          }
         },
         "ResolveBooleanResponse": {
          "fields": {
           "value": {
            "type": "bool",
            "id": 1
           },
           "reason": {
            "type": "string",
            "id": 2
           },
           "variant": {
            "type": "string",
            "id": 3
           },
           "metadata": {
            "type": "google.protobuf.Struct",
            "id": 4
           }
          }
         },
         "ResolveFloatRequest": {
          "fields": {
           "flagKey": {
            "type": "string",
            "id": 1
           },
           "context": {
            "type": "google.protobuf.Struct",
            "id": 2
           }
          }
         },
         "ResolveFloatResponse": {
          "fields": {
           "value": {
            "type": "double",
            "id": 1
           },
           "reason": {
            "type": "string",
            "id": 2
           },
           "variant": {
            "type": "string",
            "id": 3
           },
           "metadata": {
            "type": "google.protobuf.Struct",
            "id": 4
           }
          }
         },
         "ResolveIntRequest": {
          "fields": {
           "flagKey": {
            "type": "string",
            "id": 1
           },
           "context": {
            "type": "google.protobuf.Struct",
            "id": 2
           }
          }
         },
         "ResolveIntResponse": {
          "fields": {
           "value": {
            "type": "int64",
            "id": 1
           },
           "reason": {
            "type": "string",
            "id": 2
           },
           "variant": {
            "type": "string",
            "id": 3
           },
           "metadata": {
            "type": "google.protobuf.Struct",
            "id": 4
           }
          }
         },
         "ResolveObjectRequest": {
          "fields": {
           "flagKey": {
            "type": "string",
            "id": 1
           },
           "context": {
            "type": "google.protobuf.Struct",
            "id": 2
           }
          }
         },
         "ResolveObjectResponse": {
          "fields": {
           "value": {
            "type": "google.protobuf.Struct",
            "id": 1
           },
           "reason": {
            "type": "string",
            "id": 2
           },
           "variant": {
            "type": "string",
            "id": 3
           },
           "metadata": {
            "type": "google.protobuf.Struct",
            "id": 4
           }
          }
         },
         "ResolveStringRequest": {
          "fields": {
           "flagKey": {
            "type": "string",
            "id": 1
           },
           "context": {
            "type": "google.protobuf.Struct",
            "id": 2
           }
          }
         },
         "ResolveStringResponse": {
          "fields": {
           "value": {
            "type": "string",
            "id": 1
           },
           "reason": {
            "type": "string",
            "id": 2
           },
           "variant": {
            "type": "string",
            "id": 3
           },
           "metadata": {
            "type": "google.protobuf.Struct",
            "id": 4
           }
          }
         },
         "Service": {
          "methods": {
           "ResolveAll": {
            "requestType": "ResolveAllRequest",
            "responseType": "ResolveAllResponse"
           },
           "ResolveBoolean": {
            "requestType": "ResolveBooleanRequest",
            "responseType": "ResolveBooleanResponse"
           },
           "ResolveString": {
            "requestType": "ResolveStringRequest",
            "responseType": "ResolveStringResponse"
           },
           "ResolveFloat": {
            "requestType": "ResolveFloatRequest",
            "responseType": "ResolveFloatResponse"
           },
           "ResolveInt": {
            "requestType": "ResolveIntRequest",
            "responseType": "ResolveIntResponse"
           },
           "ResolveObject": {
            "requestType": "ResolveObjectRequest",
            "responseType": "ResolveObjectResponse"
           },
           "EventStream": {
            "requestType": "EventStreamRequest",
            "responseType": "EventStreamResponse",
            "responseStream": true
           }
          }
         }
        }
       }
      }
     }
    }
   },
   "google": {
    "nested": {
     "protobuf": {
      "nested": {
       "ListValue": {
        "fields": {
         "values": {
          "rule": "repeated",
          "type": "Value",
          "id": 1
         }
        }
       },
       "NullValue": {
        "values": {
         "NULL_VALUE": 0
        }
       },
       "Struct": {
        "fields": {
         "fields": {
          "keyType": "string",
          "type": "Value",
          "id": 1
         }
        }
       },
       "Value": {
        "oneofs": {
         "kind": {
          "oneof": [
           "nullValue",
           "numberValue",
           "stringValue",
           "boolValue",
           "structValue",
           "listValue"
          ]
         }
        },
        "fields": {
         "nullValue": {
          "type": "NullValue",
          "id": 1
         },
         "numberValue": {
          "type": "double",
          "id": 2
         },
         "stringValue": {
          "type": "string",
          "id": 3
         },
         "boolValue": {
          "type": "bool",
          "id": 4
         },
         "structValue": {
          "type": "Struct",
          "id": 5
         },
         "listValue": {
          "type": "ListValue",
          "id": 6
         }
        }
       }
      }
     }
    }
   }
  }
 }
};

export const flagd_evaluation_v2_Service: Description = {
 "fullName": "flagd.evaluation.v2.Service",
 "file": "flagd/evaluation/v2/evaluation.proto",
 "types": {
  "nested": {
   "flagd": {
    "nested": {
     "evaluation": {
      "nested": {
       "v2": {
        "nested": {
         "EventStreamRequest": {
          "fields": {}
         },
         "EventStreamResponse": {
          "fields": {
           "type": {
            "type": "string",
            "id": 1
           },
           "data": {
            "type": "google.protobuf.Struct",
            "id": 2
           }
          }
         },
         "ResolveBooleanRequest": {
          "fields": {
           "flagKey": {
            "type": "string",
            "id": 1
           },
           "context": {
            "type": "google.protobuf.Struct",
            "id": 2
           }
          }
         },
         "ResolveBooleanResponse": {
          "oneofs": {
           "_value": {
            "oneof": [
             "value"
            ]
           },
           "_variant": {
            "oneof": [
             "variant"
            ]
           }
          },
          "fields": {
           "value": {
            "type": "bool",
            "id": 1,
            "options": {
             "proto3_optional": true
            }
           },
           "reason": {
            "type": "string",
            "id": 2
           },
           "variant": {
            "type": "string",
            "id": 3,
            "options": {
             "proto3_optional": true
            }
           },
           "metadata": {
            "type": "google.protobuf.Struct",
            "id": 4
           }
          }
         },
         "ResolveFloatRequest": {
          "fields": {
           "flagKey": {
            "type": "string",
            "id": 1
           },
           "context": {
            "type": "google.protobuf.Struct",
            "id": 2
           }
          }
         },
         "ResolveFloatResponse": {
          "oneofs": {
           "_value": {
            "oneof": [
             "value"
            ]
           },
           "_variant": {
            "oneof": [
             "variant"
            ]
           }
          },
          "fields": {
           "value": {
            "type": "double",
            "id": 1,
            "options": {
             "proto3_optional": true
            }
           },
           "reason": {
            "type": "string",
            "id": 2
           },
           "variant": {
            "type": "string",
            "id": 3,
            "options": {
             "proto3_optional": true
            }
           },
           "metadata": {
            "type": "google.protobuf.Struct",
            "id": 4
           }
          }
         },
         "ResolveIntRequest": {
          "fields": {
           "flagKey": {
            "type": "string",
            "id": 1
           },
           "context": {
            "type": "google.protobuf.Struct",
            "id": 2
           }
          }
         },
         "ResolveIntResponse": {
          "oneofs": {
           "_value": {
            "oneof": [
             "value"
            ]
           },
           "_variant": {
            "oneof": [
             "variant"
            ]
           }
          },
          "fields": {
           "value": {
            "type": "int64",
            "id": 1,
            "options": {
             "proto3_optional": true
            }
           },
           "reason": {
            "type": "string",
            "id": 2
           },
           "variant": {
            "type": "string",
            "id": 3,
            "options": {
             "proto3_optional": true
            }
           },
           "metadata": {
            "type": "google.protobuf.Struct",
            "id": 4
           }
          }
         },
         "ResolveObjectRequest": {
          "fields": {
           "flagKey": {
            "type": "string",
            "id": 1
           },
           "context": {
            "type": "google.protobuf.Struct",
            "id": 2
           }
          }
         },
         "ResolveObjectResponse": {
          "oneofs": {
           "_value": {
            "oneof": [
             "value"
            ]
           },
           "_variant": {
            "oneof": [
             "variant"
            ]
           }
          },
          "fields": {
           "value": {
            "type": "google.protobuf.Struct",
            "id": 1,
            "options": {
             "proto3_optional": true
            }
           },
           "reason": {
            "type": "string",
            "id": 2
           },
           "variant": {
            "type": "string",
            "id": 3,
            "options": {
             "proto3_optional": true
            }
           },
           "metadata": {
            "type": "google.protobuf.Struct",
            "id": 4
           }
          }
         },
         "ResolveStringRequest": {
          "fields": {
           "flagKey": {
            "type": "string",
            "id": 1
           },
           "context": {
            "type": "google.protobuf.Struct",
            "id": 2
           }
          }
         },
         "ResolveStringResponse": {
          "oneofs": {
           "_value": {
            "oneof": [
             "value"
            ]
           },
           "_variant": {
            "oneof": [
             "variant"
            ]
           }
          },
          "fields": {
           "value": {
            "type": "string",
            "id": 1,
            "options": {
             "proto3_optional": true
            }
           },
           "reason": {
            "type": "string",
            "id": 2
           },
           "variant": {
            "type": "string",
            "id": 3,
            "options": {
             "proto3_optional": true
            }
           },
           "metadata": {
            "type": "google.protobuf.Struct",
            "id": 4
           }
          }
         },
         "Service": {
          "methods": {
           "ResolveBoolean": {
            "requestType": "ResolveBooleanRequest",
            "responseType": "ResolveBooleanResponse"
           },
           "ResolveString": {
            "requestType": "ResolveStringRequest",
            "responseType": "ResolveStringResponse"
           },
           "ResolveFloat": {
            "requestType": "ResolveFloatRequest",
            "responseType": "ResolveFloatResponse"
           },
           "ResolveInt": {
            "requestType": "ResolveIntRequest",
            "responseType": "ResolveIntResponse"
           },
           "ResolveObject": {
            "requestType": "ResolveObjectRequest",
            "responseType": "ResolveObjectResponse"
           },
           "EventStream": {
            "requestType": "EventStreamRequest",
            "responseType": "EventStreamResponse",
            "responseStream": true
           }
          }
         }
        }
       }
      }
     }
    }
   },
   "google": {
    "nested": {
     "protobuf": {
      "nested": {
       "ListValue": {
        "fields": {
         "values": {
          "rule": "repeated",
          "type": "Value",
          "id": 1
         }
        }
       },
       "NullValue": {
        "values": {
         "NULL_VALUE": 0
        }
       },
       "Struct": {
        "fields": {
         "fields": {
          "keyType": "string",
          "type": "Value",
          "id": 1
         }
        }
       },
       "Value": {
        "oneofs": {
         "kind": {
          "oneof": [
           "nullValue",
           "numberValue",
           "stringValue",
           "boolValue",
           "structValue",
           "listValue"
          ]
         }
        },
        "fields": {
         "nullValue": {
          "type": "NullValue",
          "id": 1
         },
         "numberValue": {
          "type": "double",
          "id": 2
         },
         "stringValue": {
          "type": "string",
          "id": 3
         },
         "boolValue": {
          "type": "bool",
          "id": 4
         },
         "structValue": {
          "type": "Struct",
          "id": 5
         },
         "listValue": {
          "type": "ListValue",
          "id": 6
         }
        }
       }
      }
     }
    }
   }
  }
 }
};

export const flagd_sync_v1_FlagSyncService: Description = {
 "fullName": "flagd.sync.v1.FlagSyncService",
 "file": "flagd/sync/v1/sync.proto",
 "types": {
  "nested": {
   "flagd": {
    "nested": {
     "sync": {
      "nested": {
       "v1": {
        "nested": {
         "FetchAllFlagsRequest": {
          "fields": {
           "providerId": {
            "type": "string",
            "id": 1
           },
           "selector": {
            "type": "string",
            "id": 2,
            "options": {
             "deprecated": true
            }
           }
          }
         },
         "FetchAllFlagsResponse": {
          "fields": {
           "flagConfiguration": {
            "type": "string",
            "id": 1
           }
          }
         },
         "FlagSyncService": {
          "methods": {
           "SyncFlags": {
            "requestType": "SyncFlagsRequest",
            "responseType": "SyncFlagsResponse",
            "responseStream": true
           },
           "FetchAllFlags": {
            "requestType": "FetchAllFlagsRequest",
            "responseType": "FetchAllFlagsResponse"
           },
           "GetMetadata": {
            "requestType": "GetMetadataRequest",
            "responseType": "GetMetadataResponse",
            "options": {
             "deprecated": true
            },
            "parsedOptions": [
             {
              "deprecated": true
             }
            ]
           }
          }
         },
         "GetMetadataRequest": {
          "options": {
           "deprecated": true
          },
          "fields": {}
         },
         "GetMetadataResponse": {
          "options": {
           "deprecated": true
          },
          "fields": {
           "metadata": {
            "type": "google.protobuf.Struct",
            "id": 2
           }
          },
          "reserved": [
           [
            1,
            1
           ]
          ]
         },
         "SyncFlagsRequest": {
          "fields": {
           "providerId": {
            "type": "string",
            "id": 1
           },
           "selector": {
            "type": "string",
            "id": 2,
            "options": {
             "deprecated": true
            }
           }
          }
         },
         "SyncFlagsResponse": {
          "oneofs": {
           "_syncContext": {
            "oneof": [
             "syncContext"
            ]
           }
          },
          "fields": {
           "flagConfiguration": {
            "type": "string",
            "id": 1
           },
           "syncContext": {
            "type": "google.protobuf.Struct",
            "id": 2,
            "options": {
             "proto3_optional": true
            }
           }
          }
         }
        }
       }
      }
     }
    }
   },
   "google": {
    "nested": {
     "protobuf": {
      "nested": {
       "ListValue": {
        "fields": {
         "values": {
          "rule": "repeated",
          "type": "Value",
          "id": 1
         }
        }
       },
       "NullValue": {
        "values": {
         "NULL_VALUE": 0
        }
       },
       "Struct": {
        "fields": {
         "fields": {
          "keyType": "string",
          "type": "Value",
          "id": 1
         }
        }
       },
       "Value": {
        "oneofs": {
         "kind": {
          "oneof": [
           "nullValue",
           "numberValue",
           "stringValue",
           "boolValue",
           "structValue",
           "listValue"
          ]
         }
        },
        "fields": {
         "nullValue": {
          "type": "NullValue",
          "id": 1
         },
         "numberValue": {
          "type": "double",
          "id": 2
         },
         "stringValue": {
          "type": "string",
          "id": 3
         },
         "boolValue": {
          "type": "bool",
          "id": 4
         },
         "structValue": {
          "type": "Struct",
          "id": 5
         },
         "listValue": {
          "type": "ListValue",
          "id": 6
         }
        }
       }
      }
     }
    }
   }
  }
 }
};
