Documentation.addTranslations({
    "locale": "uz",
    "messages": {
        ", in ": ", bu yerda:",
        "Hide Search Matches": "Qidiruv natijalari belgisini yashirish",
        "Preparing search...": "Qidiruv tayyorlanmoqda...",
        "Search Results": "Qidiruv natijalari",
        "Search finished, found ${resultCount} page(s) matching the search query.": "Qidiruv tugadi, soʻrovga mos sahifalar soni: ${resultCount}.",
        "Searching": "Qidirilmoqda"
    },
    "plural_expr": "n != 1"
});
