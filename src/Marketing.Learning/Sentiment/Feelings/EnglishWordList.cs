namespace Marketing.Learning.Sentiment.Feelings;

/// <summary>English words and phrases of feeling. A phrase counts before the words in it; words stand for all their forms.</summary>
internal static class EnglishWordList
{
    private const string Good = """
        good|great|excellent|amazing|awesome|wonderful|fantastic|perfect|superb|brilliant|outstanding|terrific|marvelous|fabulous|lovely|love|loved|adore|enjoy|enjoyable|
        delightful|delighted|pleased|pleasant|happy|glad|satisfied|satisfying|impressed|impressive|recommend|recommended|best|better|nice|beautiful|gorgeous|stunning|elegant|
        comfortable|comfy|cozy|soft|sturdy|solid|durable|reliable|well made|well built|well written|high quality|top quality|quick|fast|prompt|friendly|helpful|polite|patient|
        easy|convenient|handy|useful|works well|works great|works perfectly|fits perfectly|spot on|worth it|worth every|bargain|affordable|inexpensive|good value|cheap price|
        delicious|tasty|yummy|fresh|flavorful|flavourful|crisp|sharp|bright|clear|clean|quiet|smooth|flawless|spacious|stylish|cute|favorite|favourite|fun|funny|hilarious|
        entertaining|captivating|gripping|touching|moving|charming|masterpiece|classic|gem|memorable|unforgettable|superior|exceptional|phenomenal|incredible|thank|thanks|
        five stars|a must|must have|must see|highly|exceeded|flattering|compliment|thrilled|bonus|effective|efficient|generous|rich|warm|refreshing|powerful|
        not bad|not too bad|not half bad|no complaints|no problem|no problems|no issues|can't go wrong|cannot go wrong|can't complain|cannot complain|nothing but good|
        could not be better|couldn't be better|could not be happier|couldn't be happier|never disappoints|never disappointed|will buy again|would buy again|look no further|
        👍|❤|😍|😊|😀|😄|🥰|💯|🎉|:)|:-)|:D
        """;

    private const string Bad = """
        bad|terrible|horrible|awful|dreadful|poor|poorly|worst|worse|disappointing|disappointed|disappointment|disappoint|useless|worthless|waste|wasted|garbage|trash|junk|
        crap|crappy|rubbish|broken|broke|breaks|defective|faulty|damaged|cracked|torn|ripped|scratched|leaks|leaking|leaked|falling apart|fell apart|fall apart|flimsy|cheaply made|
        cheap looking|looks cheap|feels cheap|shoddy|uncomfortable|painful|hurts|itchy|scratchy|stiff|rough|ugly|dirty|filthy|smelly|stinks|stink|musty|moldy|stale|bland|
        tasteless|disgusting|gross|nasty|rude|unhelpful|unfriendly|unprofessional|ignored|slow|late|delayed|delay|lost|missing|wrong|mistake|error|problem|problems|issue|issues|
        trouble|difficult|complicated|confusing|confused|annoying|annoyed|frustrating|frustrated|angry|upset|unhappy|unsatisfied|dissatisfied|regret|sorry|sad|sadly|unfortunately|
        overpriced|expensive|rip off|ripoff|scam|fraud|fake|misleading|lie|lied|refund|returned it|sent it back|sending it back|send it back|return it|stopped working|
        doesn't work|does not work|didn't work|did not work|won't work|not working|not worth|don't buy|do not buy|don't waste|do not waste|stay away|avoid|never again|
        too small|too big|too large|too tight|too short|too long|too loud|too thin|too heavy|too expensive|runs small|runs large|see through|
        boring|bored|dull|tedious|stupid|dumb|ridiculous|pathetic|lame|cheesy|predictable|pointless|mess|mediocre|weak|lousy|unwatchable|laughable|atrocious|abysmal|embarrassing|
        fails|failed|fail|failure|hate|hated|hates|dislike|disgust|avoid|unacceptable|unreliable|unusable|noisy|blurry|dim|drains|overheats|dies|died|dead|crash|crashes|
        zero stars|one star|no good|nothing special|not recommend|never arrived|let down|letdown|downside|sucks|suck|worthless|flawed|faded|shrunk|peeling|
        👎|😡|😠|😞|😢|😭|💩|🤮|:(|:-(
        """;

    private const string Not =
        "not|no|never|none|nothing|neither|nor|without|hardly|barely|cannot|can't|don't|doesn't|didn't|isn't|wasn't|aren't|weren't|won't|wouldn't|couldn't|shouldn't|haven't|hasn't|hadn't|ain't|lack|lacks|lacking";

    private const string Very =
        "very|really|so|extremely|incredibly|absolutely|truly|super|totally|completely|highly|especially|too|such|quite|utterly";

    private const string Contrast = "but|however|yet|although|though|unfortunately|except|whereas|while";

    /// <summary>Every entry with the number of its kind.</summary>
    public static IEnumerable<(string Term, int Value)> Entries(int good, int bad, int not, int very, int but) =>
        [
            .. WordLists.Split(Good, good),
            .. WordLists.Split(Bad, bad),
            .. WordLists.Split(Not, not),
            .. WordLists.Split(Very, very),
            .. WordLists.Split(Contrast, but),
        ];
}
