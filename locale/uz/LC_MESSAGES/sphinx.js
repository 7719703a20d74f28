Documentation.addTranslations({
    "locale": "uz",
    "messages": {
        ", in ": ", bu yerda: ",
        "Hide Search Matches": "Qidiruv natijalari belgisini yashirish",
        "Preparing search...": "Qidiruv tayyorlanmoqda...",
        "Search Results": "Qidiruv natijalari",
        "Search finished, found ${resultCount} page(s) matching the search query.": "Qidiruv tugadi, soʻrovga mos sahifalar soni: ${resultCount}.",
        "Searching": "Qidirilmoqda",
        "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.": "Soʻrovga mos sahifa topilmadi. Soʻzlar toʻgʻri yozilganini tekshirib koʻring."
    },
    "plural_expr": "n != 1"
});
