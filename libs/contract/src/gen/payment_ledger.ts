import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { AdInput as _hipstershop_AdInput, Ad as _hipstershop_Ad } from './hipstershop/Ad.ts';
import type { AdRequestInput as _hipstershop_AdRequestInput, AdRequest as _hipstershop_AdRequest } from './hipstershop/AdRequest.ts';
import type { AdResponseInput as _hipstershop_AdResponseInput, AdResponse as _hipstershop_AdResponse } from './hipstershop/AdResponse.ts';
import type { AdServiceClient as _hipstershop_AdServiceClient, AdServiceDefinition as _hipstershop_AdServiceDefinition } from './hipstershop/AdService.ts';
import type { AddItemRequestInput as _hipstershop_AddItemRequestInput, AddItemRequest as _hipstershop_AddItemRequest } from './hipstershop/AddItemRequest.ts';
import type { AddressInput as _hipstershop_AddressInput, Address as _hipstershop_Address } from './hipstershop/Address.ts';
import type { CartInput as _hipstershop_CartInput, Cart as _hipstershop_Cart } from './hipstershop/Cart.ts';
import type { CartItemInput as _hipstershop_CartItemInput, CartItem as _hipstershop_CartItem } from './hipstershop/CartItem.ts';
import type { CartServiceClient as _hipstershop_CartServiceClient, CartServiceDefinition as _hipstershop_CartServiceDefinition } from './hipstershop/CartService.ts';
import type { ChargeRequestInput as _hipstershop_ChargeRequestInput, ChargeRequest as _hipstershop_ChargeRequest } from './hipstershop/ChargeRequest.ts';
import type { ChargeResponseInput as _hipstershop_ChargeResponseInput, ChargeResponse as _hipstershop_ChargeResponse } from './hipstershop/ChargeResponse.ts';
import type { CheckoutServiceClient as _hipstershop_CheckoutServiceClient, CheckoutServiceDefinition as _hipstershop_CheckoutServiceDefinition } from './hipstershop/CheckoutService.ts';
import type { CreditCardInfoInput as _hipstershop_CreditCardInfoInput, CreditCardInfo as _hipstershop_CreditCardInfo } from './hipstershop/CreditCardInfo.ts';
import type { CurrencyConversionRequestInput as _hipstershop_CurrencyConversionRequestInput, CurrencyConversionRequest as _hipstershop_CurrencyConversionRequest } from './hipstershop/CurrencyConversionRequest.ts';
import type { CurrencyServiceClient as _hipstershop_CurrencyServiceClient, CurrencyServiceDefinition as _hipstershop_CurrencyServiceDefinition } from './hipstershop/CurrencyService.ts';
import type { EmailServiceClient as _hipstershop_EmailServiceClient, EmailServiceDefinition as _hipstershop_EmailServiceDefinition } from './hipstershop/EmailService.ts';
import type { EmptyInput as _hipstershop_EmptyInput, Empty as _hipstershop_Empty } from './hipstershop/Empty.ts';
import type { EmptyCartRequestInput as _hipstershop_EmptyCartRequestInput, EmptyCartRequest as _hipstershop_EmptyCartRequest } from './hipstershop/EmptyCartRequest.ts';
import type { GetCartRequestInput as _hipstershop_GetCartRequestInput, GetCartRequest as _hipstershop_GetCartRequest } from './hipstershop/GetCartRequest.ts';
import type { GetProductRequestInput as _hipstershop_GetProductRequestInput, GetProductRequest as _hipstershop_GetProductRequest } from './hipstershop/GetProductRequest.ts';
import type { GetQuoteRequestInput as _hipstershop_GetQuoteRequestInput, GetQuoteRequest as _hipstershop_GetQuoteRequest } from './hipstershop/GetQuoteRequest.ts';
import type { GetQuoteResponseInput as _hipstershop_GetQuoteResponseInput, GetQuoteResponse as _hipstershop_GetQuoteResponse } from './hipstershop/GetQuoteResponse.ts';
import type { GetSupportedCurrenciesResponseInput as _hipstershop_GetSupportedCurrenciesResponseInput, GetSupportedCurrenciesResponse as _hipstershop_GetSupportedCurrenciesResponse } from './hipstershop/GetSupportedCurrenciesResponse.ts';
import type { LedgerEntryInput as _hipstershop_LedgerEntryInput, LedgerEntry as _hipstershop_LedgerEntry } from './hipstershop/LedgerEntry.ts';
import type { ListEntriesRequestInput as _hipstershop_ListEntriesRequestInput, ListEntriesRequest as _hipstershop_ListEntriesRequest } from './hipstershop/ListEntriesRequest.ts';
import type { ListEntriesResponseInput as _hipstershop_ListEntriesResponseInput, ListEntriesResponse as _hipstershop_ListEntriesResponse } from './hipstershop/ListEntriesResponse.ts';
import type { ListProductsResponseInput as _hipstershop_ListProductsResponseInput, ListProductsResponse as _hipstershop_ListProductsResponse } from './hipstershop/ListProductsResponse.ts';
import type { ListRecommendationsRequestInput as _hipstershop_ListRecommendationsRequestInput, ListRecommendationsRequest as _hipstershop_ListRecommendationsRequest } from './hipstershop/ListRecommendationsRequest.ts';
import type { ListRecommendationsResponseInput as _hipstershop_ListRecommendationsResponseInput, ListRecommendationsResponse as _hipstershop_ListRecommendationsResponse } from './hipstershop/ListRecommendationsResponse.ts';
import type { MoneyInput as _hipstershop_MoneyInput, Money as _hipstershop_Money } from './hipstershop/Money.ts';
import type { OrderItemInput as _hipstershop_OrderItemInput, OrderItem as _hipstershop_OrderItem } from './hipstershop/OrderItem.ts';
import type { OrderResultInput as _hipstershop_OrderResultInput, OrderResult as _hipstershop_OrderResult } from './hipstershop/OrderResult.ts';
import type { PaymentLedgerServiceClient as _hipstershop_PaymentLedgerServiceClient, PaymentLedgerServiceDefinition as _hipstershop_PaymentLedgerServiceDefinition } from './hipstershop/PaymentLedgerService.ts';
import type { PaymentServiceClient as _hipstershop_PaymentServiceClient, PaymentServiceDefinition as _hipstershop_PaymentServiceDefinition } from './hipstershop/PaymentService.ts';
import type { PlaceOrderRequestInput as _hipstershop_PlaceOrderRequestInput, PlaceOrderRequest as _hipstershop_PlaceOrderRequest } from './hipstershop/PlaceOrderRequest.ts';
import type { PlaceOrderResponseInput as _hipstershop_PlaceOrderResponseInput, PlaceOrderResponse as _hipstershop_PlaceOrderResponse } from './hipstershop/PlaceOrderResponse.ts';
import type { ProductInput as _hipstershop_ProductInput, Product as _hipstershop_Product } from './hipstershop/Product.ts';
import type { ProductCatalogServiceClient as _hipstershop_ProductCatalogServiceClient, ProductCatalogServiceDefinition as _hipstershop_ProductCatalogServiceDefinition } from './hipstershop/ProductCatalogService.ts';
import type { RecommendationServiceClient as _hipstershop_RecommendationServiceClient, RecommendationServiceDefinition as _hipstershop_RecommendationServiceDefinition } from './hipstershop/RecommendationService.ts';
import type { RefundChargeRequestInput as _hipstershop_RefundChargeRequestInput, RefundChargeRequest as _hipstershop_RefundChargeRequest } from './hipstershop/RefundChargeRequest.ts';
import type { RefundChargeResponseInput as _hipstershop_RefundChargeResponseInput, RefundChargeResponse as _hipstershop_RefundChargeResponse } from './hipstershop/RefundChargeResponse.ts';
import type { SearchProductsRequestInput as _hipstershop_SearchProductsRequestInput, SearchProductsRequest as _hipstershop_SearchProductsRequest } from './hipstershop/SearchProductsRequest.ts';
import type { SearchProductsResponseInput as _hipstershop_SearchProductsResponseInput, SearchProductsResponse as _hipstershop_SearchProductsResponse } from './hipstershop/SearchProductsResponse.ts';
import type { SendOrderConfirmationRequestInput as _hipstershop_SendOrderConfirmationRequestInput, SendOrderConfirmationRequest as _hipstershop_SendOrderConfirmationRequest } from './hipstershop/SendOrderConfirmationRequest.ts';
import type { SettleChargeRequestInput as _hipstershop_SettleChargeRequestInput, SettleChargeRequest as _hipstershop_SettleChargeRequest } from './hipstershop/SettleChargeRequest.ts';
import type { SettleChargeResponseInput as _hipstershop_SettleChargeResponseInput, SettleChargeResponse as _hipstershop_SettleChargeResponse } from './hipstershop/SettleChargeResponse.ts';
import type { ShipOrderRequestInput as _hipstershop_ShipOrderRequestInput, ShipOrderRequest as _hipstershop_ShipOrderRequest } from './hipstershop/ShipOrderRequest.ts';
import type { ShipOrderResponseInput as _hipstershop_ShipOrderResponseInput, ShipOrderResponse as _hipstershop_ShipOrderResponse } from './hipstershop/ShipOrderResponse.ts';
import type { ShippingServiceClient as _hipstershop_ShippingServiceClient, ShippingServiceDefinition as _hipstershop_ShippingServiceDefinition } from './hipstershop/ShippingService.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  hipstershop: {
    Ad: MessageTypeDefinition<_hipstershop_AdInput, _hipstershop_Ad>
    AdRequest: MessageTypeDefinition<_hipstershop_AdRequestInput, _hipstershop_AdRequest>
    AdResponse: MessageTypeDefinition<_hipstershop_AdResponseInput, _hipstershop_AdResponse>
    AdService: SubtypeConstructor<typeof grpc.Client, _hipstershop_AdServiceClient> & { service: _hipstershop_AdServiceDefinition }
    AddItemRequest: MessageTypeDefinition<_hipstershop_AddItemRequestInput, _hipstershop_AddItemRequest>
    Address: MessageTypeDefinition<_hipstershop_AddressInput, _hipstershop_Address>
    Cart: MessageTypeDefinition<_hipstershop_CartInput, _hipstershop_Cart>
    CartItem: MessageTypeDefinition<_hipstershop_CartItemInput, _hipstershop_CartItem>
    CartService: SubtypeConstructor<typeof grpc.Client, _hipstershop_CartServiceClient> & { service: _hipstershop_CartServiceDefinition }
    ChargeRequest: MessageTypeDefinition<_hipstershop_ChargeRequestInput, _hipstershop_ChargeRequest>
    ChargeResponse: MessageTypeDefinition<_hipstershop_ChargeResponseInput, _hipstershop_ChargeResponse>
    CheckoutService: SubtypeConstructor<typeof grpc.Client, _hipstershop_CheckoutServiceClient> & { service: _hipstershop_CheckoutServiceDefinition }
    CreditCardInfo: MessageTypeDefinition<_hipstershop_CreditCardInfoInput, _hipstershop_CreditCardInfo>
    CurrencyConversionRequest: MessageTypeDefinition<_hipstershop_CurrencyConversionRequestInput, _hipstershop_CurrencyConversionRequest>
    CurrencyService: SubtypeConstructor<typeof grpc.Client, _hipstershop_CurrencyServiceClient> & { service: _hipstershop_CurrencyServiceDefinition }
    EmailService: SubtypeConstructor<typeof grpc.Client, _hipstershop_EmailServiceClient> & { service: _hipstershop_EmailServiceDefinition }
    Empty: MessageTypeDefinition<_hipstershop_EmptyInput, _hipstershop_Empty>
    EmptyCartRequest: MessageTypeDefinition<_hipstershop_EmptyCartRequestInput, _hipstershop_EmptyCartRequest>
    GetCartRequest: MessageTypeDefinition<_hipstershop_GetCartRequestInput, _hipstershop_GetCartRequest>
    GetProductRequest: MessageTypeDefinition<_hipstershop_GetProductRequestInput, _hipstershop_GetProductRequest>
    GetQuoteRequest: MessageTypeDefinition<_hipstershop_GetQuoteRequestInput, _hipstershop_GetQuoteRequest>
    GetQuoteResponse: MessageTypeDefinition<_hipstershop_GetQuoteResponseInput, _hipstershop_GetQuoteResponse>
    GetSupportedCurrenciesResponse: MessageTypeDefinition<_hipstershop_GetSupportedCurrenciesResponseInput, _hipstershop_GetSupportedCurrenciesResponse>
    LedgerEntry: MessageTypeDefinition<_hipstershop_LedgerEntryInput, _hipstershop_LedgerEntry>
    ListEntriesRequest: MessageTypeDefinition<_hipstershop_ListEntriesRequestInput, _hipstershop_ListEntriesRequest>
    ListEntriesResponse: MessageTypeDefinition<_hipstershop_ListEntriesResponseInput, _hipstershop_ListEntriesResponse>
    ListProductsResponse: MessageTypeDefinition<_hipstershop_ListProductsResponseInput, _hipstershop_ListProductsResponse>
    ListRecommendationsRequest: MessageTypeDefinition<_hipstershop_ListRecommendationsRequestInput, _hipstershop_ListRecommendationsRequest>
    ListRecommendationsResponse: MessageTypeDefinition<_hipstershop_ListRecommendationsResponseInput, _hipstershop_ListRecommendationsResponse>
    Money: MessageTypeDefinition<_hipstershop_MoneyInput, _hipstershop_Money>
    OrderItem: MessageTypeDefinition<_hipstershop_OrderItemInput, _hipstershop_OrderItem>
    OrderResult: MessageTypeDefinition<_hipstershop_OrderResultInput, _hipstershop_OrderResult>
    PaymentLedgerService: SubtypeConstructor<typeof grpc.Client, _hipstershop_PaymentLedgerServiceClient> & { service: _hipstershop_PaymentLedgerServiceDefinition }
    PaymentService: SubtypeConstructor<typeof grpc.Client, _hipstershop_PaymentServiceClient> & { service: _hipstershop_PaymentServiceDefinition }
    PlaceOrderRequest: MessageTypeDefinition<_hipstershop_PlaceOrderRequestInput, _hipstershop_PlaceOrderRequest>
    PlaceOrderResponse: MessageTypeDefinition<_hipstershop_PlaceOrderResponseInput, _hipstershop_PlaceOrderResponse>
    Product: MessageTypeDefinition<_hipstershop_ProductInput, _hipstershop_Product>
    ProductCatalogService: SubtypeConstructor<typeof grpc.Client, _hipstershop_ProductCatalogServiceClient> & { service: _hipstershop_ProductCatalogServiceDefinition }
    RecommendationService: SubtypeConstructor<typeof grpc.Client, _hipstershop_RecommendationServiceClient> & { service: _hipstershop_RecommendationServiceDefinition }
    RefundChargeRequest: MessageTypeDefinition<_hipstershop_RefundChargeRequestInput, _hipstershop_RefundChargeRequest>
    RefundChargeResponse: MessageTypeDefinition<_hipstershop_RefundChargeResponseInput, _hipstershop_RefundChargeResponse>
    SearchProductsRequest: MessageTypeDefinition<_hipstershop_SearchProductsRequestInput, _hipstershop_SearchProductsRequest>
    SearchProductsResponse: MessageTypeDefinition<_hipstershop_SearchProductsResponseInput, _hipstershop_SearchProductsResponse>
    SendOrderConfirmationRequest: MessageTypeDefinition<_hipstershop_SendOrderConfirmationRequestInput, _hipstershop_SendOrderConfirmationRequest>
    SettleChargeRequest: MessageTypeDefinition<_hipstershop_SettleChargeRequestInput, _hipstershop_SettleChargeRequest>
    SettleChargeResponse: MessageTypeDefinition<_hipstershop_SettleChargeResponseInput, _hipstershop_SettleChargeResponse>
    ShipOrderRequest: MessageTypeDefinition<_hipstershop_ShipOrderRequestInput, _hipstershop_ShipOrderRequest>
    ShipOrderResponse: MessageTypeDefinition<_hipstershop_ShipOrderResponseInput, _hipstershop_ShipOrderResponse>
    ShippingService: SubtypeConstructor<typeof grpc.Client, _hipstershop_ShippingServiceClient> & { service: _hipstershop_ShippingServiceDefinition }
  }
}

