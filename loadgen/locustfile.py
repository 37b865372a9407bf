"""The same visitors for Locust: locust -f loadgen/locustfile.py --host http://127.0.0.1:8080 --headless -u 10 -r 1 -t 1m"""

import datetime
import json
import pathlib
import random

from locust import HttpUser, between, task

MIX = json.loads((pathlib.Path(__file__).parent / "shop-mix.json").read_text())
THINK = MIX["thinkSeconds"]


class Visitor(HttpUser):
    wait_time = between(THINK["min"], THINK["max"])

    def on_start(self):
        self.deck = []
        self.index()
        self.wait()

    @task
    def act(self):
        """Draws from a deck of the user's own: as many cards of an action as its weight says."""
        if not self.deck:
            self.deck = [name for name, weight in MIX["weights"].items() for _ in range(weight)]
            random.shuffle(self.deck)
        actions = {
            "index": self.index,
            "setCurrency": self.set_currency,
            "browseProduct": self.browse_product,
            "addToCart": self.add_to_cart,
            "viewCart": self.view_cart,
            "checkout": self.checkout,
        }
        actions[self.deck.pop()]()

    def index(self):
        self.client.get("/")

    def set_currency(self):
        self.client.post("/setCurrency", {"currency_code": random.choice(MIX["currencies"])})

    def browse_product(self):
        self.look(random.choice(MIX["products"]))

    def add_to_cart(self):
        """Whether it met no error: an action that did goes no further."""
        product = random.choice(MIX["products"])
        quantity = random.randint(1, MIX["quantityMax"])
        return self.look(product) and self.client.post("/cart", {"product_id": product, "quantity": quantity}).ok

    def view_cart(self):
        self.client.get("/cart")

    def checkout(self):
        if self.add_to_cart():
            self.client.post("/cart/checkout", person())

    def look(self, product):
        return self.client.get(f"/product/{product}", name="/product/{id}").ok


def person():
    return {
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
    }
