"""Products on this wire: translation, and the routes of dossier section 9.6."""

from __future__ import annotations

from pinkas.actions import products as actions
from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.books.product import TILL_FIELDS, Product, StoredProduct
from pinkas.dialects.caspit import operations
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.names import CURRENCY_OF_SYMBOL, SYMBOL_OF_CURRENCY, SYMBOLS
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import CaspitProduct


def to_wire(stored: StoredProduct) -> CaspitProduct:
    """The product in the vendor's words."""
    product = stored.product
    return CaspitProduct(
        ProductId=stored.key,
        Name=product.name,
        Description=product.description,
        NameEnglish=product.name_english,
        DescriptionEnglish=product.description_english,
        Comments=product.comments,
        SerialNumber=product.serial_number,
        CatalogNumber=product.catalog_number,
        SupplierCatalogNumber1=product.supplier_catalog_number1,
        SupplierCatalogNumber2=product.supplier_catalog_number2,
        SupplierCatalogNumber3=product.supplier_catalog_number3,
        Status=product.active,
        Warranty=product.warranty,
        PurchasePrice=product.purchase_price,
        SalePrice1=product.sale_price1,
        SalePrice2=product.sale_price2,
        SalePrice3=product.sale_price3,
        SalePrice4=product.sale_price4,
        ChargeVat=product.charge_vat,
        CurrencySymbol=SYMBOL_OF_CURRENCY.get(product.currency, product.currency),
        IsPriceIncludeVat=product.price_includes_vat,
        UnitName=product.unit,
        Class=product.category,
        QtyInStock=stored.in_stock,
        MinQtyInStock=product.least_stock,
        MaxQtyInStock=product.most_stock,
        Barcode=product.barcode,
        DateCreated=stored.created_at,
        UserCreated=stored.created_by,
        DateUpdated=stored.updated_at,
        UserUpdated=stored.updated_by,
    )


def to_books(sent: CaspitProduct, *, currency: str) -> Product:
    """The product in the books' words, priced in `currency` unless it says another; left out is null or the default."""
    return Product(
        name=sent.Name or None,
        description=sent.Description or None,
        name_english=sent.NameEnglish or None,
        description_english=sent.DescriptionEnglish or None,
        comments=sent.Comments or None,
        serial_number=sent.SerialNumber or None,
        catalog_number=sent.CatalogNumber or None,
        supplier_catalog_number1=sent.SupplierCatalogNumber1 or None,
        supplier_catalog_number2=sent.SupplierCatalogNumber2 or None,
        supplier_catalog_number3=sent.SupplierCatalogNumber3 or None,
        active=True if sent.Status is None else sent.Status,
        warranty=sent.Warranty or None,
        purchase_price=sent.PurchasePrice,
        sale_price1=sent.SalePrice1,
        sale_price2=sent.SalePrice2,
        sale_price3=sent.SalePrice3,
        sale_price4=sent.SalePrice4,
        charge_vat=True if sent.ChargeVat is None else sent.ChargeVat,
        currency=_currency(sent.CurrencySymbol) or currency,
        price_includes_vat=bool(sent.IsPriceIncludeVat),
        unit=sent.UnitName or None,
        category=sent.Class or None,
        least_stock=sent.MinQtyInStock,
        most_stock=sent.MaxQtyInStock,
        barcode=sent.Barcode or None,
    )


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The five calls on Products."""
    _add_reading(router, desk, sessions)
    _add_writing(router, desk, sessions)


def _add_reading(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    @router.on("GET", "Products", says=operations.LIST_PRODUCTS)
    async def list_products(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        total, rows = await actions.list_products(
            desk, caller, offset=paging.offset, limit=paging.size, catalog_number=call.text("catalogNumber")
        )
        return ok(envelope(call, paging, map(to_wire, rows), total=total))

    @router.on("GET", "Products/{id}", says=operations.GET_PRODUCT)
    async def show_product(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(to_wire(await actions.product_by_key(desk, caller, call.id)))


def _add_writing(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    # QtyInStock opens the stock of a product that is new. Later it is what documents moved, and comes back with every
    # client that changes a price: taken at its word it would undo the sales between reading and writing.

    @router.on("POST", "Products", error_status=True, says=operations.POST_PRODUCT)
    async def save_product(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(CaspitProduct)
        once = await once_of(call, desk, status=201)
        wanted = to_books(sent, currency=caller.currency_on(caller.today(desk.clock)))
        saved = await actions.save_product(
            desk, caller, sent.ProductId or None, wanted, in_stock=sent.QtyInStock, once=once, keep=TILL_FIELDS
        )
        return saved_answer(
            201, to_wire(saved.record), at=call.link("products", saved.record.key), replayed=saved.replayed
        )

    @router.on("PUT", "Products/{id}", error_status=True, says=operations.PUT_PRODUCT)
    async def replace_product(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(CaspitProduct)
        once = await once_of(call, desk, status=200)
        wanted = to_books(sent, currency=caller.currency_on(caller.today(desk.clock)))
        saved = await actions.save_product(
            desk, caller, call.id, wanted, in_stock=sent.QtyInStock, once=once, must_exist=True, keep=TILL_FIELDS
        )
        return saved_answer(200, to_wire(saved.record), replayed=saved.replayed)

    @router.on("DELETE", "Products/{id}", says=operations.DELETE_PRODUCT)
    async def remove_product(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        once = await once_of(call, desk, status=204)
        replayed = await actions.remove_product(desk, caller, call.id, once=once)
        return saved_answer(204, None, replayed=replayed)


def _currency(symbol: str | None) -> str | None:
    if not symbol or not symbol.strip():
        return None
    code = CURRENCY_OF_SYMBOL.get(symbol.strip().upper())
    if code is None:
        allowed = ", ".join(SYMBOLS)
        raise WireError(
            {"product.CurrencySymbol": [f"The value of CurrencySymbol is not valid. Allowed values: {allowed}"]}
        )
    return code
