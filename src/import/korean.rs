//! Whether text that CP949 can read is Korean.
//!
//! Nearly every pair of high bytes is some syllable of CP949, so that "it decodes" says little: a curly apostrophe of
//! Windows-1252 and the letter after it are one, and so are most Chinese and Russian words. What comes out of another
//! encoding is made of syllables that Korean hardly uses, of Hangul and Hanja in turns, or of lone syllables among Latin
//! letters.

/// The syllables of nearly all Korean text: the readings of the usual Chinese characters, and what native words and
/// endings are made of. They are under a third of those of KS X 1001.
const USUAL: &str = "\
    가각간갈감갑갔강같개객갱거건걸검겁것게겠격견결겸경계고곡곤골공과곽관광괴굉교구국군굳굴굶굽궁궈권귀귄규균그극근\
    글금급긋긍기긴길김깊까깔깨꺼께꼬꼭꽃꽤꾸꾼꿈끄끊끌끓끝끼낌나낙난날남납났낭낮낳내낸냈냉냐너널넘넣네넷녀년념녕노\
    논놀농높놓뇌뇨누눈눌눠뉴느는늘능늦니닌님다닥단닫달닭담답당대댁더덕던덜덮데덴델도독돈돌돕동돼됐된될됩두둔둘뒤드\
    득든듣들등디따딸땅때떠떤또똑뜨뜻라락란람랍랑래략량러런럼럽렇레렌려력련렬렴렸령례로록론롭롯롱뢰료룡루룩룬류륙륜\
    률륭르른를름릇릉릎리린릴림립링마막만많말망맞맡매맥맹머먹먼멀멈메멘며면멸명몇모목몰몸못몽묘무묵문묻물므미민밀바\
    박밖반받발밝밟밤방배백버번벌범법벗베벨벼벽변별병보복본볼봄봉뵈부북분불붕붙브블비빈빌빙빛빠빨빼뿌뿐사삭산살삶삼\
    샀상새색생샤서석섞선설섬섭섰성세셋셔셨소속손솔송쇄쇠쇼수숙순술숨숭쉬스슨슬슴습승시식신실심십싶싸쌀쌍써쓰씀씨씩\
    씻아악안앉않알암압앗았앙앞애액야약얇양어억언얻얼엄업없엇었에엔여역연열염엽였영옆예오옥온올옳옷옹와완왔왕왜외요\
    욕용우욱운울움웃웅워원월웠위유육윤율융으은을음읍응의이익인일읽잃임입잇있잊잎자작잔잘잠장재쟁저적전절젊점접정제\
    젠져졌조족존졸좀종좋좌죄주죽준줄중줬쥐즈즉즐증지직진질짐집짓징쪽찌찍차착찬찰참창찾채책챘챙처척천철첨첩청체쳐쳤\
    초촉촌총최추축춘출춤충취츠측층치칙친칠침칭카칼캄캐캠커컴컵케켓켜켰코콘콜쾌쿠퀴크큰클큼키킨킬킴타탁탄탈탐탑탔태\
    택탱터털테텐텔토톤톨톱통퇴투튀튜트특튼틀티팀팅파판팔패팽퍼펑페펴편펼평폐포폭폴표푸푼풀품풍프픈플피핀필핏핑하학\
    한할함합항해핵햇했행향허헌험헤혁현혈협혔형혜호혹혼홀홍화확환활황회획횡효후훈훌훼휘휴흉흐흑흔흘흙흡흥희흰히힌힘";

/// From how many usual syllables on a text is not Korean by chance.
const LONG: u64 = 8;

/// Whether a syllable is one of those that make up nearly all Korean text.
#[must_use]
pub fn is_usual(syllable: char) -> bool {
    // In the order of their codes, each of three bytes.
    let at = |place: usize| USUAL.get(place * 3..).and_then(|rest| rest.chars().next());
    let (mut from, mut to) = (0, USUAL.len() / 3);
    while from < to {
        let middle = usize::midpoint(from, to);
        match at(middle) {
            Some(found) if found == syllable => return true,
            Some(found) if found < syllable => from = middle + 1,
            _ => to = middle,
        }
    }
    false
}

/// What a letter is, as far as that distinguishes Korean text from other text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Hangul,
    Hanja,
    Small,
    Other,
}

/// Counts the letters of a text that was read as CP949, piece by piece.
#[derive(Debug)]
pub struct KoreanText {
    usual: u64,
    unusual: u64,
    hanja: u64,
    /// Letters of scripts that CP949 has and Korean text seldom.
    foreign: u64,
    /// How often Hangul and Hanja stand next to each other.
    turns: u64,
    before: Sort,
    /// Whether the letter before is a syllable after a small Latin letter.
    is_lone: bool,
}

impl Default for KoreanText {
    fn default() -> KoreanText {
        KoreanText {
            usual: 0,
            unusual: 0,
            hanja: 0,
            foreign: 0,
            turns: 0,
            before: Sort::Other,
            is_lone: false,
        }
    }
}

impl KoreanText {
    /// Counts the next piece.
    pub fn feed(&mut self, text: &str) {
        for letter in text.chars() {
            let sort = match letter {
                'a'..='z' => Sort::Small,
                '가'..='힣' => Sort::Hangul,
                '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => Sort::Hanja,
                _ => Sort::Other,
            };
            // A syllable between Latin letters, or at the end of a Latin word, is an accented letter or an apostrophe.
            if self.is_lone && sort != Sort::Hangul && self.usual > 0 {
                self.usual -= 1;
                self.unusual += 1;
            }
            self.is_lone = false;
            match sort {
                Sort::Hangul if is_usual(letter) => {
                    self.usual += 1;
                    self.is_lone = self.before == Sort::Small;
                }
                Sort::Hangul => self.unusual += 1,
                Sort::Hanja => self.hanja += 1,
                _ if letter.is_alphabetic() && !letter.is_ascii() && !is_full_width(letter) => {
                    self.foreign += 1;
                }
                _ => {}
            }
            let is_turn =
                matches!((self.before, sort), (Sort::Hangul, Sort::Hanja) | (Sort::Hanja, Sort::Hangul));
            self.turns += u64::from(is_turn);
            self.before = sort;
        }
    }

    /// Whether it is Korean as far as its letters tell: usual syllables for the most part.
    #[must_use]
    pub fn is_plausible(&self) -> bool {
        let letters = self.usual + self.unusual + self.hanja;
        self.usual > 0
            && self.unusual * 5 <= self.usual
            && self.hanja <= self.usual * 3
            && self.turns * 4 <= letters
            && self.foreign * 4 <= letters
    }

    /// Whether there is so much of it that it cannot be so by chance.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.usual >= LONG
    }
}

fn is_full_width(letter: char) -> bool {
    matches!(letter, '\u{ff01}'..='\u{ff5e}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        let syllables: Vec<char> = USUAL.chars().collect();
        assert!(syllables.is_sorted());
        assert!(syllables.iter().all(|&syllable| is_usual(syllable)));
        for syllable in ['가', '김', '힘'] {
            assert!(is_usual(syllable));
        }
        for syllable in ['갂', '뭩', '힣', 'a'] {
            assert!(!is_usual(syllable));
        }
    }
}
