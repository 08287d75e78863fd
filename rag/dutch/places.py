"""Places in and around Flanders whose name is no common word: what a sentence may begin with and still name a place."""

PLACES = frozenset(
    """Aalst Aalter Aarschot Antwerpen Ardooie Arendonk Asse Assenede Avelgem Balen Beernem Beerse Beersel Beringen
    Berlaar Beveren Bilzen Blankenberge Bocholt Boechout Bonheiden Boom Boortmeerbeek Borgloon Bornem Borsbeek
    Brasschaat Bredene Bree Brecht Brugge Brussel Buggenhout Damme Deerlijk Deinze Denderleeuw Dendermonde
    Dentergem Dessel Destelbergen Diepenbeek Diest Diksmuide Dilbeek Drogenbos Duffel Edegem Eeklo Essen Evergem
    Galmaarden Geel Genk Gent Geraardsbergen Gingelom Gistel Grimbergen Grobbendonk Haacht Haaltert Halle Hamme
    Hamont-Achel Harelbeke Hasselt Heist-op-den-Berg Hemiksem Herent Herentals Herk-de-Stad Herselt Herzele
    Heusden-Zolder Hoegaarden Hoeilaart Hoeselt Hoogstraten Houthalen-Helchteren Huldenberg Ieper Ingelmunster
    Izegem Jabbeke Kalmthout Kampenhout Kapelle-op-den-Bos Kapellen Kasterlee Keerbergen Knokke-Heist Koekelare
    Koksijde Kontich Kortemark Kortenaken Kortenberg Kortrijk Kraainem Kruibeke Kruisem Kuurne Laakdal Lanaken
    Landen Lebbeke Lede Ledegem Lendelede Lennik Leopoldsburg Leuven Lichtervelde Liedekerke Lier Lievegem Lille
    Linkebeek Linter Lochristi Lokeren Lommel Londerzeel Lovendegem Lubbeek Maaseik Maasmechelen Machelen
    Maldegem Mechelen Meerhout Meise Menen Merchtem Merelbeke Merksplas Middelkerke Moerbeke Mol Mortsel
    Nazareth Neerpelt Nevele Niel Nieuwpoort Nijlen Ninove Olen Oostende Oosterzele Oostkamp Oostrozebeke Opwijk
    Oud-Heverlee Oud-Turnhout Oudenaarde Oudenburg Oudsbergen Overijse Peer Pelt Pepingen Pittem Poperinge Putte
    Puurs Puurs-Sint-Amands Ranst Ravels Retie Riemst Rijkevorsel Roeselare Ronse Roosdaal Rotselaar Ruiselede
    Rumst Schelle Scherpenheuvel-Zichem Schilde Schoten Sint-Genesius-Rode Sint-Gillis-Waas Sint-Katelijne-Waver
    Sint-Laureins Sint-Lievens-Houtem Sint-Martens-Latem Sint-Niklaas Sint-Pieters-Leeuw Sint-Truiden Stabroek
    Staden Steenokkerzeel Stekene Temse Ternat Tervuren Tessenderlo Tielt Tienen Tongeren Torhout Tremelo
    Turnhout Veurne Vilvoorde Vleteren Voeren Vorselaar Vosselaar Waasmunster Wachtebeke Waregem Wellen Wemmel
    Wervik Westerlo Wetteren Wevelgem Wezembeek-Oppem Wichelen Wielsbeke Wijnegem Willebroek Wingene Wommelgem
    Wortegem-Petegem Wuustwezel Zandhoven Zaventem Zedelgem Zele Zelzate Zemst Zoersel Zonhoven Zonnebeke
    Zottegem Zoutleeuw Zuienkerke Zulte Zutendaal Zwalm Zwevegem Zwijndrecht Oost-Vlaanderen West-Vlaanderen
    Vlaams-Brabant Waals-Brabant Limburg Henegouwen Namen Luik Luxemburg Wallonië Zeebrugge Doel Bergen Doornik
    Charleroi Nederland Duitsland Frankrijk Engeland Polen Spanje Italië Portugal Oekraïne Rusland Marokko
    Turkije China Japan""".split()
)
