import type { ServiceDefinition as EvaluationDefinition } from "./gen/flagd/evaluation/v1/Service.ts";
import type { ServiceDefinition as EvaluationV2Definition } from "./gen/flagd/evaluation/v2/Service.ts";
import type { FlagSyncServiceDefinition } from "./gen/flagd/sync/v1/FlagSyncService.ts";
import type { HealthDefinition } from "./gen/grpc/health/v1/Health.ts";
import type { AdServiceDefinition } from "./gen/hipstershop/AdService.ts";
import type { CartEditServiceDefinition } from "./gen/hipstershop/CartEditService.ts";
import type { CartServiceDefinition } from "./gen/hipstershop/CartService.ts";
import type { CheckoutServiceDefinition } from "./gen/hipstershop/CheckoutService.ts";
import type { CurrencyServiceDefinition } from "./gen/hipstershop/CurrencyService.ts";
import type { EmailServiceDefinition } from "./gen/hipstershop/EmailService.ts";
import type { FlagAdminDefinition } from "./gen/hipstershop/flags/v1/FlagAdmin.ts";
import type { PaymentServiceDefinition } from "./gen/hipstershop/PaymentService.ts";
import type { ProductCatalogServiceDefinition } from "./gen/hipstershop/ProductCatalogService.ts";
import type { RecommendationServiceDefinition } from "./gen/hipstershop/RecommendationService.ts";
import type { ShippingServiceDefinition } from "./gen/hipstershop/ShippingService.ts";
import * as described from "./gen/descriptions.ts";
import { contract } from "./service.ts";

export const AdService = contract<AdServiceDefinition>(described.hipstershop_AdService);
export const CartEditService = contract<CartEditServiceDefinition>(described.hipstershop_CartEditService);
export const CartService = contract<CartServiceDefinition>(described.hipstershop_CartService);
export const CheckoutService = contract<CheckoutServiceDefinition>(described.hipstershop_CheckoutService);
export const CurrencyService = contract<CurrencyServiceDefinition>(described.hipstershop_CurrencyService);
export const EmailService = contract<EmailServiceDefinition>(described.hipstershop_EmailService);
export const PaymentService = contract<PaymentServiceDefinition>(described.hipstershop_PaymentService);
export const ProductCatalogService = contract<ProductCatalogServiceDefinition>(
  described.hipstershop_ProductCatalogService,
);
export const RecommendationService = contract<RecommendationServiceDefinition>(
  described.hipstershop_RecommendationService,
);
export const ShippingService = contract<ShippingServiceDefinition>(described.hipstershop_ShippingService);

export const Health = contract<HealthDefinition>(described.grpc_health_v1_Health);
export const FlagEvaluation = contract<EvaluationDefinition>(described.flagd_evaluation_v1_Service);
export const FlagEvaluationV2 = contract<EvaluationV2Definition>(described.flagd_evaluation_v2_Service);
export const FlagSync = contract<FlagSyncServiceDefinition>(described.flagd_sync_v1_FlagSyncService);
export const FlagAdmin = contract<FlagAdminDefinition>(described.hipstershop_flags_v1_FlagAdmin);

export { loadProtoAsWritten } from "./protos.ts";
export {
  contract,
  type Contract,
  type Methods,
  type ReceivedRequestOf,
  type ReceivedResponseOf,
  type RequestOf,
  type ResponseOf,
} from "./service.ts";

export type { Ad } from "./gen/hipstershop/Ad.ts";
export type { Address } from "./gen/hipstershop/Address.ts";
export type { Cart } from "./gen/hipstershop/Cart.ts";
export type { CartItem } from "./gen/hipstershop/CartItem.ts";
export type { CreditCardInfo } from "./gen/hipstershop/CreditCardInfo.ts";
export type { Flag } from "./gen/hipstershop/flags/v1/Flag.ts";
export type { Money as WireMoney } from "./gen/hipstershop/Money.ts";
export type { OrderItem } from "./gen/hipstershop/OrderItem.ts";
export type { OrderResult } from "./gen/hipstershop/OrderResult.ts";
export type { PlaceOrderRequest } from "./gen/hipstershop/PlaceOrderRequest.ts";
export type { Product } from "./gen/hipstershop/Product.ts";
export type { _grpc_health_v1_HealthCheckResponse_ServingStatus as ServingStatus } from "./gen/grpc/health/v1/HealthCheckResponse.ts";
export type { Struct, StructInput } from "./gen/google/protobuf/Struct.ts";
export type { Value as StructValue, ValueInput as StructValueInput } from "./gen/google/protobuf/Value.ts";
