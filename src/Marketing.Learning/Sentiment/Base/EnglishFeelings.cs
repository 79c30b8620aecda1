namespace Marketing.Learning.Sentiment.Base;

/// <summary>English words of feeling and the words around them, written for this product.</summary>
internal static class EnglishFeelings
{
    /// <summary>Adjectives that follow <c>is</c>, <c>very</c>, …, and are turned round by <c>not</c>.</summary>
    public const string Good = """
        good great excellent amazing wonderful fantastic awesome perfect superb brilliant outstanding terrific fabulous lovely beautiful gorgeous nice
        pretty cute comfortable soft cozy warm fun funny hilarious entertaining enjoyable delightful charming clever smart witty moving touching powerful
        gripping engaging fascinating interesting inspiring memorable unforgettable stunning impressive remarkable magnificent masterful stylish elegant
        flattering fresh tasty delicious yummy clean spacious quiet friendly helpful polite professional attentive reliable sturdy durable solid fast
        quick easy simple convenient handy useful practical affordable reasonable generous happy pleased satisfied glad thrilled delighted impressed
        accurate authentic genuine subtle tender honest heartfelt realistic believable original creative imaginative refreshing timeless classic flawless
        favorite best better fine decent worthy valuable rewarding pleasant relaxing versatile lightweight breathable smooth bright crisp vivid sharp
        responsive intuitive seamless thoughtful caring courteous prompt efficient exceptional extraordinary incredible marvelous splendid adorable
        captivating compelling riveting poignant sincere sweet sensitive intelligent sophisticated rich satisfying uplifting superior top-notch must-see
        """;

    /// <summary>Said on their own.</summary>
    public const string GoodPhrases = """
        love|loved|loves|i love it|absolutely love|love this|love it|enjoy|enjoyed|really enjoyed|recommend|recommended|highly recommend|would recommend|well worth|
        worth every penny|worth the money|worth watching|worth it|great value|good value|great price|fits perfectly|fits great|fits well|true to size|works great|
        works perfectly|works well|well made|well done|well written|well acted|great job|good job|great quality|good quality|high quality|best ever|one of the best|
        the best|must see|a must|masterpiece|gem|treasure|a joy|a pleasure|a treat|a delight|fell in love|compliments|so many compliments|very happy|so happy|
        could not be happier|exceeded expectations|beyond expectations|thank you|thanks|kudos|bravo|two thumbs up|thumbs up|five stars|10 out of 10|ten out of ten|
        will buy again|would buy again|will be back|come back|coming back|highlight|hooked|laughed|laugh out loud|made me laugh|cried|tears|heart|touched me|
        stays with you|again and again|never gets old|never boring|never disappoints|not bad|not bad at all|no complaints|no problems|no regrets|can't go wrong|
        can't wait|can not wait|could not put it down|hits the spot|spot on|a winner|winner|steal|bargain|perfection|beautifully|wonderfully|perfectly|brilliantly|
        superbly|excellently|nicely|amazingly|surprisingly good|pleasantly surprised|definitely worth|glad i|happy with|pleased with|impressed with|satisfied with|
        favorite movie|favorite film|great film|great movie|great cast|great acting|great performance|great story|excellent performance|wonderful film|superb acting|
        outstanding performance|today's best|underrated|edge of your seat|holds up|steals the show|good fun|lots of fun|great fun|soft and comfortable|flattering fit|
        a great buy|arrived early|fast shipping|quick delivery|on time|great service|excellent service|great food|delicious food|friendly staff|helpful staff
        """;

    public const string Bad = """
        bad terrible awful horrible poor worst worse boring dull stupid silly dumb pathetic lame ridiculous laughable pointless useless worthless cheap
        flimsy fragile broken defective faulty damaged dirty filthy nasty gross disgusting rude unfriendly unhelpful unprofessional slow noisy loud cold
        bland tasteless stale soggy greasy overpriced expensive disappointing disappointed frustrating annoying irritating confusing unclear misleading
        dishonest fake unrealistic unbelievable implausible predictable cliched contrived forced shallow empty hollow lifeless wooden flat weak tedious
        tiresome dreary mediocre forgettable uninspired unoriginal unfunny unwatchable unbearable painful dreadful atrocious abysmal appalling horrid
        lousy crappy crap garbage trash rubbish junk inferior insulting offensive messy sloppy clumsy amateurish incoherent nonsensical senseless
        uncomfortable itchy scratchy stiff tight baggy shapeless unflattering ugly hideous frumpy thin see-through sheer ill-fitting wrinkled faded
        unreliable unacceptable inconvenient uncooperative careless incompetent ignorant arrogant angry upset unhappy sad sorry embarrassed ashamed
        overrated underwhelming laggy glitchy buggy unstable unusable unresponsive sticky smelly musty cramped outdated worn dated depressing bored
        """;

    public const string BadPhrases = """
        hate|hated|hate it|dislike|disliked|waste of money|waste of time|complete waste|total waste|a waste|wasted|do not buy|don't buy|do not waste|don't waste|
        avoid|avoid at all costs|stay away|save your money|save your time|not worth|not worth it|not worth the money|not recommend|would not recommend|
        do not recommend|can't recommend|never again|never buy|never go back|will not be back|won't be back|won't buy|not buy again|not good|not great|not very good|
        not funny|not interesting|not happy|not impressed|not flattering|not comfortable|not as good|not what i expected|nothing special|nothing like|no plot|
        no story|no sense|makes no sense|makes no|no point|no idea|doesn't work|does not work|did not work|didn't work|stopped working|fell apart|falls apart|
        broke|broken after|ripped|shrunk|shrank|too small|too big|too tight|too short|too long|too slow|too expensive|too loud|too thin|poorly made|poorly written|
        badly made|badly written|poor quality|bad quality|low quality|cheap looking|looks cheap|feels cheap|return|returned|returning|returned it|send it back|sent back|sending back|
        refund|money back|want my money|complaint|complain|customer service was|no response|no reply|never arrived|never received|wrong size|wrong item|missing|
        scam|rip off|ripoff|fraud|liar|lies|lied|ruined|ruins|destroyed|fails|failed|failure|fail|disaster|mess|a mess|nightmare|joke|a joke|shame|what a shame|
        embarrassment|disgrace|insult|torture|walked out|fell asleep|fast forward|turned it off|could not finish|couldn't finish|couldn't wait for|so bad|
        really bad|very bad|just bad|too bad|worst ever|the worst|one of the worst|worst movie|worst film|bad acting|terrible acting|awful acting|bad movie|bad film|
        terrible movie|terrible film|horrible movie|awful movie|poor acting|bad script|bad dialogue|horrible acting|stupid movie|boring movie|the only good|
        zero stars|one star|1 star|2 out of 10|1 out of 10|3 out of 10|4 out of 10|disappointment|disappoints|disappoint|let down|letdown|wanted to love|wanted to like|
        wanted to love this|unfortunately|sadly|regret|regretted|supposed to be|was expecting|expected more|expected better|instead|at least|at best|barely|hardly|
        not even|nothing|none|neither|nobody|why|how bad|so boring|what were they|sick|cancelled|delayed|late|hours late|waited|still waiting|on hold|hung up|lost my|
        excuse|excuses|poorly|badly|terribly|horribly|awfully|lack|lacks|lacking|lacked|fails to|failed to|tries too hard|over the top|bother|don't bother|run away|dreck|drivel
        """;

    public const string Aspects = """
        movie|film|story|plot|acting|cast|ending|script|director|show|book|dress|top|shirt|sweater|fabric|material|color|fit|size|quality|price|service|staff|food|
        room|hotel|location|breakfast|bed|delivery|shipping|packaging|product|item|phone|screen|battery|sound|camera|software|design|style|taste|flavor|smell|
        flight|crew|seat|place|restaurant|menu|waiter|jeans|pants|skirt|shoes|jacket|laptop|keyboard|seller|support|whole thing|this one|it
        """;

    public const string Intensifiers =
        "very|really|so|extremely|absolutely|totally|quite|pretty|truly|incredibly|super|just|completely|too|rather|always";

    public const string Negations =
        "not|isn't|wasn't|not very|never|not so|not really|wasn't very|isn't very|aren't|weren't|far from|not that|hardly|no longer|not at all|anything but";

    public const string Neutral = """
        i bought this last month|we watched it on sunday|i ordered it online|it came in a box|i usually wear a medium|my sister has the same one|it is about two hours long|
        i saw it at the store|we stayed for two nights|this was my first order|i wore it with jeans|the other reviews said so|it takes place in a town|i am five feet tall|
        it arrived on tuesday|he plays the brother|they come in three colors|i read the description|we went there for lunch|i have used it for a week|the first part is about his family|
        it was made in the eighties|i got it for my husband|there is one at home|we had a table for four|the story is set in the city|i tried on two sizes
        """;
}
