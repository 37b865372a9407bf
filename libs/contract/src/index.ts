import type {
  ServiceDefinition as EvaluationDefinition,
  ServiceHandlers as EvaluationHandlers,
} from "./gen/flagd/evaluation/v1/Service.ts";
import type {
  ServiceDefinition as EvaluationV2Definition,
  ServiceHandlers as EvaluationV2Handlers,
} from "./gen/flagd/evaluation/v2/Service.ts";
import type { FlagSyncServiceDefinition, FlagSyncServiceHandlers } from "./gen/flagd/sync/v1/FlagSyncService.ts";
import type { HealthDefinition, HealthHandlers } from "./gen/grpc/health/v1/Health.ts";
import type { AdServiceDefinition, AdServiceHandlers } from "./gen/hipstershop/AdService.ts";
import type { CartEditServiceDefinition, CartEditServiceHandlers } from "./gen/hipstershop/CartEditService.ts";
import type { CartServiceDefinition, CartServiceHandlers } from "./gen/hipstershop/CartService.ts";
import type { CheckoutServiceDefinition, CheckoutServiceHandlers } from "./gen/hipstershop/CheckoutService.ts";
import type {
  CurrencyBatchServiceDefinition,
  CurrencyBatchServiceHandlers,
} from "./gen/hipstershop/CurrencyBatchService.ts";
import type { CurrencyServiceDefinition, CurrencyServiceHandlers } from "./gen/hipstershop/CurrencyService.ts";
import type { EmailServiceDefinition, EmailServiceHandlers } from "./gen/hipstershop/EmailService.ts";
import type { FlagAdminDefinition, FlagAdminHandlers } from "./gen/hipstershop/flags/v1/FlagAdmin.ts";
import type {
  PaymentLedgerServiceDefinition,
  PaymentLedgerServiceHandlers,
} from "./gen/hipstershop/PaymentLedgerService.ts";
import type { PaymentServiceDefinition, PaymentServiceHandlers } from "./gen/hipstershop/PaymentService.ts";
import type {
  ProductCatalogServiceDefinition,
  ProductCatalogServiceHandlers,
} from "./gen/hipstershop/ProductCatalogService.ts";
import type {
  RecommendationServiceDefinition,
  RecommendationServiceHandlers,
} from "./gen/hipstershop/RecommendationService.ts";
import type { ShippingServiceDefinition, ShippingServiceHandlers } from "./gen/hipstershop/ShippingService.ts";
import {
  hipstershop_AdService,
  hipstershop_CartEditService,
  hipstershop_CartService,
  hipstershop_CheckoutService,
  hipstershop_CurrencyBatchService,
  hipstershop_CurrencyService,
  hipstershop_EmailService,
  hipstershop_PaymentLedgerService,
  hipstershop_PaymentService,
  hipstershop_ProductCatalogService,
  hipstershop_RecommendationService,
  hipstershop_ShippingService,
  grpc_health_v1_Health,
  flagd_evaluation_v1_Service,
  flagd_evaluation_v2_Service,
  flagd_sync_v1_FlagSyncService,
  hipstershop_flags_v1_FlagAdmin,
} from "./gen/descriptions.ts";
import { contract } from "./service.ts";

// Separate exports, marked as pure, so that a bundle contains only those that it uses.
export const AdService = /* @__PURE__ */ contract<AdServiceDefinition, AdServiceHandlers>(hipstershop_AdService);
export const CartEditService = /* @__PURE__ */ contract<CartEditServiceDefinition, CartEditServiceHandlers>(
  hipstershop_CartEditService,
);
export const CartService = /* @__PURE__ */ contract<CartServiceDefinition, CartServiceHandlers>(
  hipstershop_CartService,
);
export const CheckoutService = /* @__PURE__ */ contract<CheckoutServiceDefinition, CheckoutServiceHandlers>(
  hipstershop_CheckoutService,
);
export const CurrencyBatchService = /* @__PURE__ */ contract<
  CurrencyBatchServiceDefinition,
  CurrencyBatchServiceHandlers
>(hipstershop_CurrencyBatchService);
export const CurrencyService = /* @__PURE__ */ contract<CurrencyServiceDefinition, CurrencyServiceHandlers>(
  hipstershop_CurrencyService,
);
export const EmailService = /* @__PURE__ */ contract<EmailServiceDefinition, EmailServiceHandlers>(
  hipstershop_EmailService,
);
export const PaymentLedgerService = /* @__PURE__ */ contract<
  PaymentLedgerServiceDefinition,
  PaymentLedgerServiceHandlers
>(hipstershop_PaymentLedgerService);
export const PaymentService = /* @__PURE__ */ contract<PaymentServiceDefinition, PaymentServiceHandlers>(
  hipstershop_PaymentService,
);
export const ProductCatalogService = /* @__PURE__ */ contract<
  ProductCatalogServiceDefinition,
  ProductCatalogServiceHandlers
>(hipstershop_ProductCatalogService);
export const RecommendationService = /* @__PURE__ */ contract<
  RecommendationServiceDefinition,
  RecommendationServiceHandlers
>(hipstershop_RecommendationService);
export const ShippingService = /* @__PURE__ */ contract<ShippingServiceDefinition, ShippingServiceHandlers>(
  hipstershop_ShippingService,
);

export const Health = /* @__PURE__ */ contract<HealthDefinition, HealthHandlers>(grpc_health_v1_Health);
export const FlagEvaluation = /* @__PURE__ */ contract<EvaluationDefinition, EvaluationHandlers>(
  flagd_evaluation_v1_Service,
);
export const FlagEvaluationV2 = /* @__PURE__ */ contract<EvaluationV2Definition, EvaluationV2Handlers>(
  flagd_evaluation_v2_Service,
);
export const FlagSync = /* @__PURE__ */ contract<FlagSyncServiceDefinition, FlagSyncServiceHandlers>(
  flagd_sync_v1_FlagSyncService,
);
export const FlagAdmin = /* @__PURE__ */ contract<FlagAdminDefinition, FlagAdminHandlers>(
  hipstershop_flags_v1_FlagAdmin,
);

export { IDEMPOTENCY_KEY, IDEMPOTENCY_KEY_LENGTH_MAX } from "./idempotency.ts";
export {
  type DeclineReason,
  type OrderFailure,
  orderFailureMetadata,
  type OrderProblem,
  type OrderState,
  readOrderFailure,
} from "./order-failure.ts";
export { EMAIL_PATTERN, INT32_MAX, ORDER_TEXT_LENGTH_MAX } from "./order-limits.ts";
export { loadProtoAsWritten } from "./protos.ts";
export {
  contract,
  type Contract,
  type Methods,
  type ReceivedRequestOf,
  type ReceivedResponseOf,
  type RequestOf,
  type ResponseOf,
  type UnaryMethodNames,
} from "./service.ts";

export type { Ad } from "./gen/hipstershop/Ad.ts";
export type { Address } from "./gen/hipstershop/Address.ts";
export type { Cart } from "./gen/hipstershop/Cart.ts";
export type { CartItem } from "./gen/hipstershop/CartItem.ts";
export type { CreditCardInfo } from "./gen/hipstershop/CreditCardInfo.ts";
export type { Flag } from "./gen/hipstershop/flags/v1/Flag.ts";
export type { LedgerEntry } from "./gen/hipstershop/LedgerEntry.ts";
export type { Money as WireMoney } from "./gen/hipstershop/Money.ts";
export type { OrderItem } from "./gen/hipstershop/OrderItem.ts";
export type { OrderResult } from "./gen/hipstershop/OrderResult.ts";
export type { PlaceOrderRequest } from "./gen/hipstershop/PlaceOrderRequest.ts";
export type { Product } from "./gen/hipstershop/Product.ts";
export type { RoundingMode } from "./gen/hipstershop/RoundingMode.ts";
export type { _grpc_health_v1_HealthCheckResponse_ServingStatus as ServingStatus } from "./gen/grpc/health/v1/HealthCheckResponse.ts";
export type { Struct, StructInput } from "./gen/google/protobuf/Struct.ts";
export type { Value as StructValue, ValueInput as StructValueInput } from "./gen/google/protobuf/Value.ts";
