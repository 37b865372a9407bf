"""The same visitors for Locust: locust -f loadgen/locustfile.py --host http://127.0.0.1:8080 --headless -u 10 -r 1 -t 1m"""

import datetime
import random

from locust import HttpUser, between, task

PRODUCTS = [
    "0PUK6V6EV0",
    "1YMWWN1N4O",
    "2ZYFJ3GM2N",
    "66VCHSJNUP",
    "6E92ZMYYFZ",
    "9SIQT8TOJO",
    "L9ECAV7KIM",
    "LS4PSXUNUM",
    "OLJCESPC7Z",
]
CURRENCIES = ["EUR", "USD", "JPY", "CAD", "GBP", "TRY"]


class Visitor(HttpUser):
    wait_time = between(1, 10)

    def on_start(self):
        self.index()

    @task(1)
    def index(self):
        self.client.get("/")

    @task(2)
    def set_currency(self):
        self.client.post("/setCurrency", {"currency_code": random.choice(CURRENCIES)})

    @task(10)
    def browse_product(self):
        self.look(random.choice(PRODUCTS))

    @task(2)
    def add_to_cart(self):
        product = random.choice(PRODUCTS)
        self.look(product)
        self.client.post("/cart", {"product_id": product, "quantity": random.randint(1, 10)})

    @task(3)
    def view_cart(self):
        self.client.get("/cart")

    @task(1)
    def checkout(self):
        self.add_to_cart()
        self.client.post(
            "/cart/checkout",
            {
                "email": "someone@example.com",
                "street_address": f"{random.randint(1, 999)} Typewriter Lane",
                "zip_code": random.randint(10000, 99999),
                "city": "Paris",
                "state": "TX",
                "country": "United States",
                "credit_card_number": "4432801561520454",
                "credit_card_expiration_month": random.randint(1, 12),
                "credit_card_expiration_year": datetime.date.today().year + random.randint(1, 10),
                "credit_card_cvv": random.randint(100, 999),
            },
        )

    def look(self, product):
        self.client.get(f"/product/{product}", name="/product/{id}")
