import pytest

from rag.dutch.language import is_dutch


@pytest.mark.parametrize(
    ("text", "dutch"),
    [
        ("De Vlaamse Regering keurt het besluit over de fietspaden principieel goed.", True),
        ("", True),
        ("Fietsfonds 2021", True),
        ("The government approves the decree on the social policy of the cities.", False),
        ("Le gouvernement flamand approuve le décret de la politique sociale des villes.", False),
        ("Die Regierung genehmigt den Erlass über die Politik und die Städte mit dem Fonds.", False),
        (
            "El Gobierno aprueba el decreto sobre las ayudas para los municipios y las empresas flamencas"
            " que invierten más dinero cada año",
            False,
        ),
    ],
)
def test_the_language_of_a_text_is_recognised(text: str, dutch: bool) -> None:
    assert is_dutch(text) is dutch
