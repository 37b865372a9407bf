import type {
  AdService,
  CartEditService,
  CartService,
  CheckoutService,
  CurrencyBatchService,
  CurrencyService,
  EmailService,
  PaymentLedgerService,
  PaymentService,
  ProductCatalogService,
  RecommendationService,
  ShippingService,
} from "@hipstershop/contract";
import type { Handlers } from "@hipstershop/rpc";

/** Every rpc of the shop's services. */
export type ShopRpcs = Handlers<typeof AdService.definition> &
  Handlers<typeof CartService.definition> &
  Handlers<typeof CartEditService.definition> &
  Handlers<typeof CheckoutService.definition> &
  Handlers<typeof CurrencyBatchService.definition> &
  Handlers<typeof CurrencyService.definition> &
  Handlers<typeof EmailService.definition> &
  Handlers<typeof PaymentLedgerService.definition> &
  Handlers<typeof PaymentService.definition> &
  Handlers<typeof ProductCatalogService.definition> &
  Handlers<typeof RecommendationService.definition> &
  Handlers<typeof ShippingService.definition>;
